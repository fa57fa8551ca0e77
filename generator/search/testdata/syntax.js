// Check that a script keeps to the language and the functions of browsers of 2016
// and to what the policy of the pages allows: node check.js FILE
'use strict';
const fs = require('fs');
const acorn = require('acorn');
const walk = require('acorn-walk');

const file = process.argv[2];
const problems = [];
// Functions newer than Chrome 49, Firefox 52 or Safari 10, and those that the
// pages do without.
const banned = new Set(['fetch', 'eval', 'Function', 'XMLHttpRequest', 'Worker', 'importScripts', 'innerHTML', 'outerHTML', 'insertAdjacentHTML',
  'document.write', 'sessionStorage', 'indexedDB', 'globalThis', 'queueMicrotask', 'structuredClone', 'BigInt', 'WeakRef',
  'AbortSignal', 'URLSearchParams', 'URL', 'padStart', 'padEnd', 'finally', 'flat', 'flatMap', 'fromEntries', 'replaceAll', 'matchAll', 'allSettled', 'trimStart', 'trimEnd', 'hasOwn', 'findLast',
  'toSorted', 'replaceChildren', 'toggleAttribute', 'requestIdleCallback', 'any', 'cssText', 'style']);
let tree;
try {
  tree = acorn.parse(fs.readFileSync(file, 'utf8'), { ecmaVersion: 5, sourceType: 'script', locations: true });
} catch (e) {
  console.log(`${file}: ${e.message}`);
  process.exit(1);
}
function report(node, what) { problems.push(`${file}:${node.loc.start.line}: ${what}`); }
walk.simple(tree, {
  MemberExpression(node) {
    if (!node.computed && banned.has(node.property.name)) report(node, `uses ${node.property.name}`);
  },
  CallExpression(node) {
    if (node.callee.type === 'Identifier' && banned.has(node.callee.name)) report(node, `calls ${node.callee.name}`);
    if (node.callee.type === 'MemberExpression' && node.callee.property.name === 'at') report(node, 'calls at');
    if (node.callee.name === 'setTimeout' && node.arguments[0].type === 'Literal') report(node, 'gives setTimeout text');
  },
  NewExpression(node) {
    if (banned.has(node.callee.name)) report(node, `makes a ${node.callee.name}`);
  },
  Literal(node) {
    if (node.regex && (/[suvyd]/.test(node.regex.flags) || /\(\?<|\\p\{/.test(node.regex.pattern))) report(node, `new regular expression ${node.raw}`);
  }
});
problems.forEach(p => console.log(p));
process.exit(problems.length ? 1 : 0);
