// The search of a published catalogue. It reads the index below search/, whose
// files are classic scripts that call _gs, because a page opened from a disk may
// load nothing else. Syntax and functions are those of browsers of 2016.
(function () {
  'use strict';

  // ---- Text ----------------------------------------------------------------

  // The forms that people do not tell apart; the index is built with the same.
  var FORMS = [
    ['[〔［【〖｢', '('], [']〕］】〗｣', ')'], ['“”„‟″「」『』', '"'],
    ['‘’‚‛′', '\''], ['‐‑‒–—―─', '-'], ['。｡', '.'], ['､', '、'],
    ['•‧・∙･', '·'], ['〜', '~'], ['￥', '¥']
  ];
  var forms = {};
  FORMS.forEach(function (f) {
    for (var i = 0; i < f[0].length; i++) forms[f[0].charCodeAt(i)] = f[1];
  });

  function dropped(c) {
    return c === 0xad || c >= 0x200b && c <= 0x200f || c >= 0x202a && c <= 0x202e ||
      c >= 0x2060 && c <= 0x206f || c >= 0xfe00 && c <= 0xfe0f || c === 0xfeff;
  }

  function isSpace(c) {
    return c <= 0x20 || c >= 0x7f && c <= 0xa0 || c === 0x1680 || c >= 0x2000 && c <= 0x200a ||
      c === 0x2028 || c === 0x2029 || c === 0x202f || c === 0x205f || c === 0x3000;
  }

  // foldForm folds one UTF-16 unit: width, case, space, forms.
  function foldForm(c) {
    if (c >= 0xff01 && c <= 0xff5e) c -= 0xfee0;
    if (dropped(c)) return '';
    if (isSpace(c)) return ' ';
    if (c >= 65 && c <= 90 || c >= 0xc0 && c <= 0xde && c !== 0xd7 ||
        c >= 0x391 && c <= 0x3a9 && c !== 0x3a2 || c >= 0x410 && c <= 0x42f) c += 32;
    else if (c >= 0x400 && c <= 0x40f) c += 80;
    else if (c >= 0x2160 && c <= 0x216f) c += 16;
    else if (c >= 0x24b6 && c <= 0x24cf) c += 26;
    return forms[c] || String.fromCharCode(c);
  }

  // Characters with several forms, each to the one that stands for all. The table
  // is loaded when a query or a text needs it.
  var variants = null;

  // fold returns the text as it is compared. With offsets, an array, it tells for
  // each unit of the result which unit of the text it comes from. Local holds the
  // variants of a block of text.
  function fold(s, offsets, local) {
    var out = '', space = -1;
    for (var i = 0; i < s.length; i++) {
      var c = s.charCodeAt(i), f, at = i;
      if (c >= 0xd800 && c <= 0xdfff) {
        var d = i + 1 < s.length ? s.charCodeAt(i + 1) : 0;
        if (c < 0xdc00 && d >= 0xdc00 && d <= 0xdfff) {
          f = s.substr(i, 2);
          if (c >= 0xd8c0) f = '\ufffd';
          i++;
        } else f = '\ufffd';
      } else f = foldForm(c);
      if (!f) continue;
      if (f === ' ') {
        if (space < 0) space = at;
        continue;
      }
      f = local && local[f] || variants && variants[f] || f;
      if (space >= 0 && out) {
        out += ' ';
        if (offsets) offsets.push(space);
      }
      space = -1;
      for (var k = 0; k < f.length && offsets; k++) offsets.push(at);
      out += f;
    }
    return out;
  }

  // points returns the code points of a folded text.
  function points(s) {
    var out = [];
    for (var i = 0; i < s.length; i++) {
      var c = s.charCodeAt(i);
      if (c >= 0xd800 && c < 0xdc00) c = (c - 0xd800) * 1024 + s.charCodeAt(++i) - 0xdc00 + 0x10000;
      out.push(c);
    }
    return out;
  }

  // ---- Loading -------------------------------------------------------------

  function Trouble(kind, file) {
    this.kind = kind; // missing, damaged or version
    this.file = file === soundScript ? file : folder + file;
    this.message = kind + ': ' + this.file;
  }
  Trouble.prototype = Object.create(Error.prototype);

  var folder = 'search/', version = '', root = null;
  var arrived = {}, loads = {};
  var policy = window.trustedTypes && window.trustedTypes.createPolicy ?
    window.trustedTypes.createPolicy('gongshi', { createScriptURL: function (u) { return u; } }) : null;

  window._gs = function (kind, n, stamp, data, extra) {
    arrived[kind + n] = { stamp: stamp, data: data, extra: extra };
  };

  // loadScript runs a script of this site.
  function loadScript(url) {
    return new Promise(function (resolve, reject) {
      var s = document.createElement('script');
      s.charset = 'utf-8';
      s.async = true;
      s.onload = function () {
        s.parentNode.removeChild(s);
        resolve();
      };
      s.onerror = function () {
        s.parentNode.removeChild(s);
        reject(new Trouble('missing', url));
      };
      s.src = policy ? policy.createScriptURL(url) : url;
      document.head.appendChild(s);
    });
  }

  // load fetches a file of the index and hands over what it says of key.
  function load(path, key) {
    if (loads[path]) return loads[path];
    loads[path] = loadScript(folder + path + (version ? '?v=' + version : '')).then(function () {
      var got = arrived[key];
      delete arrived[key];
      if (!got) throw new Trouble('damaged', path);
      if (root && got.stamp !== root.stamp) throw new Trouble('version', path);
      return got;
    }, function () { throw new Trouble('missing', path); });
    loads[path].catch(function () { delete loads[path]; });
    return loads[path];
  }

  // optional resolves to another value where what an answer can do without did not load.
  function optional(promise, otherwise) {
    return promise.catch(function (trouble) {
      if (!trouble || !trouble.kind) throw trouble;
      return otherwise;
    });
  }

  function hex(n) { return (n < 16 ? '0' : '') + n.toString(16); }
  function numbered(kind, n) { return kind + '/' + hex(n >> 8) + '/' + hex(n & 255) + '.js'; }

  function bytesOf(text, path) {
    var s;
    try { s = window.atob(text); } catch (e) { throw new Trouble('damaged', path); }
    var out = new Uint8Array(s.length);
    for (var i = 0; i < s.length; i++) out[i] = s.charCodeAt(i);
    return out;
  }

  var bodies = {};
  function body(kind, n) {
    var path = numbered(kind, n);
    if (!bodies[path]) {
      bodies[path] = load(path, kind + n).then(function (got) { return bytesOf(got.data, path); });
      bodies[path].catch(function () { delete bodies[path]; });
    }
    return bodies[path];
  }

  function loadRoot() {
    return load('root.js', 'r0').then(function (got) {
      if (root) return root;
      var r = got.data;
      if (r.v !== 3 || version && r.build !== version) throw new Trouble('version', 'root.js');
      root = r;
      version = r.build;
      phrases = readPhrases(r.phrases || '');
      Object.keys(r.families || {}).forEach(function (name) {
        r.families[name].keys = readKeys(bytesOf(r.families[name].k, 'root.js'));
      });
      if (r.bundle) {
        for (var n = 0; n * r.bs < r.n; n++) {
          var b = arrived['d' + n];
          if (!b) {
            root = null;
            throw new Trouble('damaged', 'root.js');
          }
          keepBlock(n, b);
          root.starred = root.starred || b.extra === '*';
        }
      }
      return root;
    });
  }

  function loadVariants() {
    if (variants) return Promise.resolve();
    return load('fold.js', 'fold0').then(function (got) {
      var map = {};
      got.data.split(' ').forEach(function (line) {
        var members = points(line).map(character);
        for (var i = 1; i < members.length; i++) map[members[i]] = members[0];
      });
      variants = map;
    });
  }

  function character(c) {
    if (c < 0x10000) return String.fromCharCode(c);
    c -= 0x10000;
    return String.fromCharCode(0xd800 + (c >> 10), 0xdc00 + (c & 1023));
  }

  // What goes by sound is a script of its own, loaded with the readings of the
  // characters when a query needs it.
  var sounds = null, soundScript = 'assets/search-sound.js';
  function loadSounds() {
    if (sounds) return Promise.resolve();
    return all([load('pinyin.js', 'pinyin0'), loadScript(soundScript)]).then(function (got) {
      if (!window._gsSounds) throw new Trouble('damaged', soundScript);
      sounds = window._gsSounds(got[0].data, {
        root: root, points: points, character: character, all: all, eachTier: eachTier, NO_IDS: NO_IDS, EMPTY: EMPTY,
        lists: lists, records: records, literal: literal, read: read, union: union, intersection: intersection, meetTiers: meetTiers,
        needRecords: needRecords, record: record, find: find, foldedOf: foldedOf, scan: scan
      });
    });
  }

  // ---- Lists ---------------------------------------------------------------

  var KEY = 262144, TIERS = 8;

  function Reader(bytes) {
    this.b = bytes;
    this.p = 0;
    this.end = bytes.length;
  }
  Reader.prototype.number = function () {
    var x = 0, s = 1, c;
    do {
      if (this.p >= this.end) throw new Trouble('damaged', 'list');
      c = this.b[this.p++];
      x += (c & 127) * s;
      s *= 128;
    } while (c & 128);
    return x;
  };
  Reader.prototype.take = function (n) {
    if (this.p + n > this.end) throw new Trouble('damaged', 'list');
    this.p += n;
    return this.b.subarray(this.p - n, this.p);
  };

  function readKeys(bytes) {
    var r = new Reader(bytes), a = 0, out = [];
    while (r.p < r.end) {
      a += r.number();
      out.push([a, r.number()]);
    }
    return out;
  }

  function less(a, b) { return a[0] < b[0] || a[0] === b[0] && a[1] < b[1]; }

  // lastAt is the index of the last key not above the wanted one, or -1.
  function lastAt(keys, want) {
    var lo = 0, hi = keys.length;
    while (lo < hi) {
      var mid = lo + hi >> 1;
      if (less(want, keys[mid])) hi = mid; else lo = mid + 1;
    }
    return lo - 1;
  }

  function shardOf(family, want) {
    var f = root.families[family];
    if (!f) return Promise.resolve(-1);
    var i = lastAt(f.keys, want);
    if (i < 0 || !f.paged) return Promise.resolve(i);
    return body(family + 'r', i).then(function (b) { return i * 256 + lastAt(readKeys(b), want); });
  }

  // lists resolves to the lists of a family with keys from lo to hi, hi included.
  function lists(family, lo, hi) {
    return Promise.all([shardOf(family, lo), shardOf(family, hi)]).then(function (ends) {
      var shards = [];
      for (var n = Math.max(ends[0], 0); n <= ends[1]; n++) shards.push(body(family, n));
      return Promise.all(shards);
    }).then(function (shards) {
      var out = [];
      shards.forEach(function (b) { collect(family, b, lo, hi, out); });
      return out;
    });
  }

  function collect(family, bytes, lo, hi, out) {
    var r = new Reader(bytes), key = [0, 0];
    while (r.p < r.end) {
      var da = r.number(), db = r.number();
      if (da) key[1] = 0;
      key[0] += da;
      key[1] += db;
      var head = r.number(), payload = r.take(r.number());
      if (less(key, lo)) continue;
      if (less(hi, key)) return;
      out.push(parseList(family, head, payload));
    }
  }

  // parseList finds the tiers of one list. A tier's place has the bytes, or the
  // numbers of the files that hold them.
  function parseList(family, head, payload) {
    var r = new Reader(payload), mask = r.take(1)[0], places = [], t;
    var f = { family: family, count: Math.floor(head / 2), long: head % 2 === 1, places: places };
    var mine = [];
    for (t = 0; t < TIERS; t++) if (mask >> t & 1) mine.push(t);
    if (f.long) {
      mine.forEach(function (t) {
        var n = r.number(), p = places[t] = { count: Math.floor(n / 2), starts: [] };
        if (n % 2 === 0) {
          p.bytes = r.take(r.number());
          return;
        }
        var files = r.number(), at = 0;
        p.first = r.number();
        while (files--) p.starts.push(at += r.number());
      });
      return f;
    }
    var lengths = mine.slice(1).map(function () { return r.number(); });
    mine.forEach(function (t, i) {
      places[t] = { bytes: r.take(i < lengths.length ? lengths[i] : r.end - r.p) };
    });
    return f;
  }

  // list resolves to the list of one key. Lists are kept with the records decoded so
  // far, because what is typed on asks for them again, but not more than fit an old
  // phone.
  var KEPT_LISTS = 64, KEPT_RECORDS = 4e6, kept = {}, keptLists = 0, keptRecords = 0;
  function list(family, a, b) {
    if (keptLists > KEPT_LISTS || keptRecords > KEPT_RECORDS) {
      kept = {};
      keptLists = keptRecords = 0;
    }
    var key = family + a + ' ' + b;
    if (!kept[key]) {
      kept[key] = lists(family, [a, b], [a, b]).then(function (found) {
        return found[0] || { family: family, count: 0, long: false, places: [] };
      });
      kept[key].catch(function () { delete kept[key]; });
      keptLists++;
    }
    return kept[key];
  }

  // Ids is a list of records on its way to become an array of numbers.
  function Ids(size) {
    this.a = new Uint32Array(size);
    this.n = 0;
  }
  Ids.prototype.push = function (id) {
    if (this.n === this.a.length) this.grow(this.n + 1);
    this.a[this.n++] = id;
  };
  // run appends n records that follow one another.
  Ids.prototype.run = function (id, n) {
    if (this.n + n > this.a.length) this.grow(this.n + n);
    var a = this.a, k = this.n;
    for (this.n += n; k < this.n;) a[k++] = id++;
  };
  Ids.prototype.grow = function (n) {
    var a = new Uint32Array(Math.max(16, n, this.a.length * 2));
    a.set(this.a);
    this.a = a;
  };
  Ids.prototype.done = function () { return this.a.subarray(0, this.n); };
  var NO_IDS = new Uint32Array(0);

  // decode appends the records of an encoded list to out, which are Ids.
  function decode(bytes, out) {
    var r = new Reader(bytes);
    while (r.p < r.end) {
      var head = r.number(), count = r.number(), form = head & 3, id = (head >>> 2) * 65536, i, n;
      if (form === 1) {
        var bits = r.take(count);
        for (i = 0; i < count; i++) {
          for (var x = bits[i], k = id + i * 8; x; x >>= 1, k++) if (x & 1) out.push(k);
        }
      } else if (form === 2) {
        while (count--) {
          id += r.number();
          n = r.number() + 1;
          if (n > root.n) throw new Trouble('damaged', 'list');
          out.run(id, n);
          id += n;
        }
      } else {
        while (count--) {
          id += r.number();
          out.push(id);
        }
      }
    }
    if (out.n && out.a[out.n - 1] >= root.n) throw new Trouble('damaged', 'list');
    return out;
  }

  // records resolves to the records of a tier of a list, all files of it.
  function records(f, tier) {
    var p = f.places[tier];
    if (!p) return Promise.resolve(NO_IDS);
    if (f.count === root.n && f.places.filter(Boolean).length === 1) p.ids = every();
    if (p.ids) return Promise.resolve(p.ids);
    if (p.bytes) {
      p.ids = decode(p.bytes, new Ids(p.bytes.length)).done();
      keptRecords += p.ids.length;
      return Promise.resolve(p.ids);
    }
    return Promise.all(p.starts.map(function (_, i) { return body(f.family + 'l', p.first + i); })).then(function (parts) {
      var ids = new Ids(p.count);
      parts.forEach(function (b) { decode(b, ids); });
      p.ids = ids.done();
      keptRecords += p.ids.length;
      return p.ids;
    });
  }

  // Sets of records are ascending arrays of numbers.
  function intersection(a, b) {
    if (a.length > b.length) return intersection(b, a);
    if (a.length === root.n) return b;
    if (b.length === root.n) return a;
    var out = new Uint32Array(a.length), n = 0, j = 0, i;
    if (a.length * 16 < b.length) {
      for (i = 0; i < a.length; i++) {
        j = seek(b, a[i], j);
        if (b[j] === a[i]) out[n++] = a[i];
      }
    } else {
      for (i = 0; i < a.length && j < b.length; i++) {
        while (b[j] < a[i]) j++;
        if (b[j] === a[i]) out[n++] = a[i];
      }
    }
    return out.subarray(0, n);
  }

  // every is the set of all records.
  function every() {
    if (!every.ids) {
      every.ids = new Ids(root.n);
      every.ids.run(0, root.n);
    }
    return every.ids.done();
  }

  // seek is the place in ids, from a place on, of the first one not below id.
  function seek(ids, id, from) {
    var lo = from, hi = ids.length;
    while (lo < hi) {
      var mid = lo + hi >> 1;
      if (ids[mid] < id) lo = mid + 1; else hi = mid;
    }
    return lo;
  }

  function difference(a, b) {
    if (!a.length || !b.length) return a;
    if (a === b) return NO_IDS;
    var out = new Uint32Array(a.length), n = 0, j = 0;
    for (var i = 0; i < a.length; i++) {
      while (j < b.length && b[j] < a[i]) j++;
      if (b[j] !== a[i]) out[n++] = a[i];
    }
    return out.subarray(0, n);
  }

  function union(a, b) {
    if (!a || !a.length) return b || NO_IDS;
    if (!b || !b.length) return a;
    var out = new Uint32Array(a.length + b.length), n = 0, i = 0, j = 0;
    while (i < a.length && j < b.length) {
      if (a[i] === b[j]) j++;
      else out[n++] = a[i] < b[j] ? a[i++] : b[j++];
    }
    while (i < a.length) out[n++] = a[i++];
    while (j < b.length) out[n++] = b[j++];
    return out.subarray(0, n);
  }

  function all(promises) { return Promise.all(promises); }

  function eachTier(make) {
    var out = [];
    for (var t = 0; t < TIERS; t++) out.push(make(t));
    return out;
  }

  // meet resolves to the records, by tier, that are in all the lists, and in from
  // where that is given.
  function meet(found, from) {
    found = found.slice().sort(function (a, b) { return a.count - b.count; });
    return all(eachTier(function (t) {
      if (from && !from[t].length || found.some(function (f) { return !f.places[t]; })) return NO_IDS;
      return found.reduce(function (before, f) {
        return before.then(function (ids) {
          if (ids && !ids.length) return ids;
          return records(f, t).then(function (more) { return ids ? intersection(ids, more) : more; });
        });
      }, Promise.resolve(from ? from[t] : null));
    }));
  }

  function size(tiers) {
    return tiers.reduce(function (n, ids) { return n + ids.length; }, 0);
  }

  // ---- Queries -------------------------------------------------------------

  var MAX_QUERY = 256;
  var FIELDS = [
    ['t', 0, 'title 标题 风险点 名称'], ['p', 1, 'position 岗位 职务'],
    ['e', 2, 'department 部门 科室 处室'], ['u', 3, 'unit 单位 机构'],
    ['m', 4, 'manifestation 表现 表现形式 风险表现'], ['a', 4, 'cause 成因 原因'], ['q', 4, 'consequence 后果 危害'],
    ['r', 4, 'reason 评级理由 理由'], ['d', 4, 'text 说明 正文'],
    ['x', 5, 'control 措施 防控措施 防控'], ['y', 5, 'stage 防线 阶段 control 措施 防控措施'],
    ['o', 5, 'owner 责任 责任人 责任主体'], ['v', 5, 'supervisor 监督 监督人'], ['f', 5, 'frequency 频次'],
    ['k', 5, 'due 时限 期限'], ['n', 5, 'indicator 指标'], ['h', 5, 'treatment 方式'],
    ['b', 6, 'basis 依据 法律依据'], ['z', 6, 'basis 依据 法律依据'], ['l', 6, 'liability 责任追究 追责'],
    ['g', 7, 'grade 等级 风险等级'], ['c', 7, 'category 类别 风险类别'], ['i', 7, 'kind 种类'],
    ['j', 7, 'source 来源'], ['s', 7, 'residual 剩余等级']
  ];
  var fieldOf = {}, fieldNames = {}, shown = {}, unnamed = {}; // fields that every hit shows, and the others
  FIELDS.forEach(function (f, i) {
    fieldOf[f[0]] = i;
    (f[1] <= 3 || f[0] === 'g' ? shown : unnamed)[i] = true;
    f[2].split(' ').forEach(function (name) { (fieldNames[name] = fieldNames[name] || {})[i] = true; });
  });
  function soundField(i) { return FIELDS[i][1] <= 3; }

  // parse splits a query into terms; the rules are told on the page.
  function parse(query) {
    var chars = [], i = 0, terms = [];
    for (; i < query.length && chars.length < MAX_QUERY; i++) {
      var c = query.charCodeAt(i);
      if (c >= 0xd800 && c < 0xdc00 && i + 1 < query.length && query.charCodeAt(i + 1) >> 10 === 55) chars.push(query.substr(i++, 2));
      else chars.push(query.charAt(i));
    }
    var kinds = chars.map(function (c) { return c.length > 1 ? 'x' : foldForm(c.charCodeAt(0)); });
    for (i = 0; i < chars.length;) {
      if (kinds[i] === ' ') {
        i++;
        continue;
      }
      var t = { raw: '', text: '', not: false, fields: null, sound: false };
      // Two strokes are a dash of Chinese text.
      if (kinds[i] === '-' && i + 1 < chars.length && kinds[i + 1] !== ' ' && kinds[i + 1] !== '-') {
        t.not = true;
        i++;
      }
      i = parsePrefix(chars, kinds, i, t);
      var end = i;
      if (kinds[i] === '"') {
        for (end = ++i; end < chars.length && kinds[end] !== '"';) end++;
        t.raw = chars.slice(i, end).join('');
        end++;
      } else {
        while (end < chars.length && kinds[end] !== ' ') end++;
        t.raw = chars.slice(i, end).join('');
      }
      i = end;
      setText(t);
      if (!t.text) continue;
      terms.push(t);
    }
    if (!terms.length) {
      var whole = setText({ raw: chars.join(''), text: '', not: false, fields: null, sound: false });
      terms = whole.text ? [whole] : [];
    }
    return terms;
  }

  // setText folds what is written in a term. Other is the same with its dates written
  // otherwise: as fields hold them instead of as pages show them, or the other way round.
  function setText(t) {
    t.text = fold(t.raw);
    t.other = t.text.replace(/(?:(\d{4})年)?(\d{1,2})月(?:(\d{1,2})日)?|(\d{4})年|(\d{4})-(\d{2})(?:-(\d{2}))?/g, function (_, y, m, d, alone, year, month, day) {
      return alone ? alone + '-' : m ? (y || '') + '-' + two(m) + '-' + (d ? two(d) : '') : inWords(year, month, day);
    });
    if (t.other === t.text) t.other = null;
    return t;
  }
  function two(n) { return n.length < 2 ? '0' + n : n; }
  function inWords(year, month, day) { return year + '年' + Number(month) + '月' + (day ? Number(day) + '日' : ''); }

  // parsePrefix reads a field's name and a colon and returns the index behind.
  function parsePrefix(chars, kinds, i, t) {
    for (var k = i; k < chars.length && k < i + 16; k++) {
      if (kinds[k] === ' ' || kinds[k] === '"') return i;
      if (kinds[k] !== ':') continue;
      if (k === i || k + 1 >= chars.length || kinds[k + 1] === ' ') return i;
      var name = fold(chars.slice(i, k).join(''));
      if (fieldNames.hasOwnProperty(name)) t.fields = fieldNames[name];
      else if (name === '拼音' || name === 'pinyin') t.sound = true;
      else return i;
      return k + 1;
    }
    return i;
  }

  // ---- Records -------------------------------------------------------------

  // A phrase book gives each code, from FIRST_CODE on, a text of two symbols:
  // characters or earlier codes. What follows ESCAPE is no code.
  var FIRST_CODE = 256, LAST_CODE = 2047, phrases = [];

  function readPhrases(pairs) {
    var out = [], symbols = points(pairs);
    function symbol(c) { return c < FIRST_CODE || c > LAST_CODE ? character(c) : out[c - FIRST_CODE] || ''; }
    for (var i = 0; i + 1 < symbols.length; i += 2) out.push(symbol(symbols[i]) + symbol(symbols[i + 1]));
    return out;
  }

  function expand(s) {
    if (!phrases.length) return s;
    return s.replace(/\x7f[^]|[\u0100-\u07ff]/g, function (c) {
      return c.length > 1 ? c.charAt(1) : phrases[c.charCodeAt(0) - FIRST_CODE] || '';
    });
  }

  var blocks = {};

  function keepBlock(n, got) {
    var b = { records: [], local: null };
    if (got.extra && got.extra !== '*') {
      b.local = {};
      var p = points(got.extra);
      for (var i = 0; i + 1 < p.length; i += 2) b.local[character(p[i])] = character(p[i + 1]);
    }
    var unit = null, position = null;
    expand(got.data).split('\n').forEach(function (line) {
      var parts = line.split('\t');
      if (parts[0] === 'U') unit = { id: parts[1], texts: texts(parts, 2, b.local) };
      else if (parts[0] === 'P') position = { url: parts[1], level: parts[2], texts: texts(parts, 3, b.local) };
      else if (parts[0] === 'G') b.records.length += Math.min(Number(parts[1]) || 0, root.bs); // vacant numbers
      else if (parts[0] === 'R') {
        b.records.push({
          unit: unit.id, url: position.url, level: position.level, risk: parts[1], symbol: parts[2], colour: parts[3], local: b.local,
          texts: unit.texts.concat(position.texts, texts(parts, 4, b.local))
        });
      }
    });
    if (b.records.length !== Math.min(root.bs, root.n - n * root.bs)) throw new Trouble('damaged', numbered('d', n));
    blocks[n] = b;
    return b;
  }

  function texts(parts, from, local) {
    var out = [];
    for (var i = from; i < parts.length; i++) {
      var field = fieldOf[parts[i].charAt(0)];
      if (field !== undefined) out.push({ field: field, text: parts[i].slice(1), folded: null, local: local });
    }
    return out;
  }

  function foldedOf(t) {
    if (t.folded === null || t.of !== variants) {
      t.folded = fold(t.text, null, t.local);
      t.of = variants;
    }
    return t.folded;
  }

  function block(n) {
    if (blocks[n]) return Promise.resolve(blocks[n]);
    return load(numbered('d', n), 'd' + n).then(function (got) {
      var b = blocks[n] || keepBlock(n, got);
      return got.extra === '*' ? loadVariants().then(function () { return b; }) : b;
    });
  }

  function record(id) { return blocks[Math.floor(id / root.bs)].records[id % root.bs]; }

  function blocksOf(ids) {
    var seen = {}, out = [];
    ids.forEach(function (id) {
      var n = Math.floor(id / root.bs);
      if (!seen[n]) {
        seen[n] = true;
        out.push(n);
      }
    });
    return out;
  }

  function needRecords(ids) { return all(blocksOf(ids).map(block)); }

  function text(r, code) {
    for (var i = 0; i < r.texts.length; i++) if (r.texts[i].field === fieldOf[code]) return r.texts[i].text;
    return '';
  }

  var NONE = 255;

  // find returns the best match of a term in a record, or null. Skip holds fields
  // that do not count.
  function find(r, t, skip) {
    var best = null;
    for (var i = 0; i < r.texts.length; i++) {
      var x = r.texts[i], tier = FIELDS[x.field][1];
      if (best && tier >= best.tier || t.fields && !t.fields[x.field] || skip && skip[x.field]) continue;
      if (t.sound && !soundField(x.field)) continue;
      var at = within(foldedOf(x), t, 0);
      if (at) best = { tier: tier, text: x, start: at[0], end: at[1] };
    }
    return best;
  }

  function within(folded, t, from) {
    if (t.sound) return sounds.within(folded, t.text, from);
    var i = folded.indexOf(t.text, from), n = t.text.length, k = t.other ? folded.indexOf(t.other, from) : -1;
    if (k >= 0 && (i < 0 || k < i)) {
      i = k;
      n = t.other.length;
    }
    return i < 0 ? null : [i, i + n];
  }

  // ---- Candidates ----------------------------------------------------------

  // FEW candidates are read rather than narrowed down by more lists.
  // Up to MANY are read before letters are taken as they stand.
  var FEW = 12, MANY = 32;

  // candidates resolves to { tiers, exact }: by tier the records that may have the
  // term, and whether they surely do; and for a single long list, not read yet, to
  // { list } instead of tiers.
  function candidates(t) {
    var got = t.sound ? loadSounds().then(function () { return sounds.candidates(t); }) : literal(t);
    if (!t.fields) return got;
    return got.then(read).then(narrowest).then(function (c) {
      var wanted = {};
      for (var f in t.fields) wanted[FIELDS[f][1]] = true;
      return { tiers: c.tiers.map(function (ids, k) { return wanted[k] ? ids : NO_IDS; }), exact: false };
    });
  }

  // narrowest resolves to candidates that no list narrows any more.
  function narrowest(c) { return c.narrower ? c.narrower().then(narrowest) : c; }

  // read replaces a list by its records.
  function read(c) {
    if (!c.list) return c;
    return all(eachTier(function (k) { return records(c.list, k); })).then(function (tiers) {
      return { tiers: tiers, exact: c.exact };
    });
  }

  var EMPTY = { tiers: eachTier(function () { return NO_IDS; }), exact: true };

  function literal(t) {
    if (t.other) {
      return all([t.text, t.other].map(function (text) { return literal({ text: text }).then(read).then(narrowest); })).then(function (c) {
        return { tiers: eachTier(function (k) { return union(c[0].tiers[k], c[1].tiers[k]); }), exact: c[0].exact && c[1].exact };
      });
    }
    var p = points(t.text);
    if (p.length <= 2) {
      return (p.length === 1 ? list('s', p[0], 0) : list('g', p[0], p[1])).then(function (f) {
        return f.count ? { list: f, exact: true } : EMPTY;
      });
    }
    var pairs = [], rounds = roundsOf(p);
    function next(tiers) {
      var places = rounds.shift();
      if (!places) return narrow(p, pairs, tiers);
      return all(places.map(function (i) {
        return list('g', p[i], p[i + 1]).then(function (f) { return pairs[i] = f; });
      })).then(function (found) {
        if (found.some(function (f) { return !f.count; })) return EMPTY;
        var short = found.filter(function (f) { return !f.long; });
        return (short.length ? meet(short, tiers) : Promise.resolve(tiers)).then(function (tiers) {
          return tiers && size(tiers) <= FEW ? { tiers: tiers, exact: !size(tiers) } : next(tiers);
        });
      });
    }
    return next(null);
  }

  // roundsOf tells in which rounds to ask for the pairs of a text, by their places:
  // those of the least common characters first.
  function roundsOf(p) {
    var order = [];
    function rarity(i) { return Math.max(commonness(p[i]), commonness(p[i + 1])); }
    for (var i = 0; i + 1 < p.length; i++) order.push(i);
    order.sort(function (a, b) { return rarity(b) - rarity(a) || a - b; });
    var first = order.filter(function (i, k) { return !k || k < 3 && Math.abs(i - order[0]) > 1; }).slice(0, 2);
    if (first.length < 2) first = order.slice(0, 2);
    var rest = order.filter(function (i) { return first.indexOf(i) < 0; });
    var rounds = [first];
    for (i = 0; i < rest.length; i += 3) rounds.push(rest.slice(i, i + 3));
    return rounds;
  }

  function commonness(c) {
    var i = root.common.indexOf(character(c));
    return i < 0 ? root.common.length : i;
  }

  // narrow takes the long lists into account: of trigrams where two meet. As long
  // as short lists or the rarest long one leave mostly right candidates, the other
  // long ones need not be loaded; narrower takes the next of them.
  function narrow(p, pairs, tiers) {
    var grams = [], single = [];
    for (var i = 0; i < pairs.length; i++) {
      if (!pairs[i].long) continue;
      var after = i + 1 < pairs.length && pairs[i + 1].long, before = i > 0 && pairs[i - 1].long;
      if (after && root.families.h) grams.push(list('h', p[i] * KEY + p[i + 1], p[i + 2]));
      else if (!before || !root.families.h) single.push(pairs[i]);
    }
    return all(grams).then(function (found) {
      if (found.some(function (f) { return !f.count; })) return EMPTY;
      if (!tiers && !single.length && found.length === 1) return { list: found[0], exact: p.length === 3 };
      var short = found.filter(function (f) { return !f.long; });
      var long = found.concat(single).filter(function (f) { return f.long; }).sort(function (a, b) { return a.count - b.count; });
      if (!tiers && !short.length) short = long.splice(0, 1);
      function next(tiers) {
        var c = { tiers: tiers, exact: false };
        if (long.length && size(tiers) > FEW) c.narrower = function () { return meet([long.shift()], tiers).then(next); };
        return c;
      }
      return (short.length ? meet(short, tiers) : Promise.resolve(tiers)).then(next);
    });
  }

  function meetTiers(parts) {
    return parts.reduce(function (out, tiers) {
      return out ? out.map(function (ids, k) { return intersection(ids, tiers[k]); }) : tiers;
    }, null);
  }

  // ---- Answers -------------------------------------------------------------

  // More matches in titles than MAX_EXACT are not put in order of exactness, and
  // more blocks than the budget are not read for the sake of a count.
  var MAX_EXACT = 12, BUDGET = 200;

  function lettered(t) { return /[a-z]/.test(t.text); }

  // scan looks for a term in every record, of a bundle.
  function scan(t) {
    var tiers = eachTier(function () { return []; });
    for (var id = 0; id < root.n; id++) {
      var m = find(record(id), t);
      if (m) tiers[m.tier].push(id);
    }
    return { tiers: tiers, exact: true };
  }

  function ask(t) {
    if (!root.bundle) {
      return candidates(t).then(function (c) {
        // What seems to be there in letters may be pinyin after all.
        return c.list || c.exact || !lettered(t) || size(c.tiers) > MANY ? c : confirm(t, c);
      });
    }
    var ready = t.sound ? loadSounds() : Promise.resolve();
    return ready.then(needVariants).then(function () { return scan(t); });
  }

  // needVariants loads the table where a bundle's blocks refer to it.
  function needVariants() { return root.starred ? loadVariants() : null; }

  // confirm reads the candidates of a term and keeps those that have it.
  function confirm(t, c) {
    var ids = c.tiers.reduce(union, NO_IDS);
    return needRecords(ids).then(function () {
      var tiers = eachTier(function () { return []; });
      ids.forEach(function (id) {
        var m = find(record(id), t);
        if (m) tiers[m.tier].push(id);
      });
      return { tiers: tiers, exact: true };
    });
  }

  function nothing(c) { return !c.list && !size(c.tiers); }

  // settle asks for a term; when nothing has it, in its other script, and then by
  // its sound.
  function settle(t) {
    return ask(t).then(function (c) {
      if (!nothing(c) || variants) return c;
      // Without the table only what has no characters is known to be nowhere.
      return (/[^\0-\u02ff]/.test(t.text) ? loadVariants() : optional(loadVariants(), null)).then(function () {
        if (!variants) return c;
        var before = t.text;
        if (setText(t).text === before && !root.bundle) return c;
        return ask(t);
      });
    }).then(function (c) {
      if (!nothing(c) || t.not || t.sound || !lettered(t)) return c;
      t.sound = true;
      return ask(t).then(function (c) {
        if (nothing(c)) t.sound = false;
        else t.guessed = true;
        return c;
      });
    });
  }

  // evaluate resolves to the state of a query: its candidates by tier, in order,
  // and those found right so far.
  function evaluate(query, lazy) {
    var terms = parse(query);
    return all(terms.map(settle)).then(function (found) {
      found.forEach(function (c, i) { terms[i].total = c.list ? c.list.count : size(c.tiers); });
      var state = { terms: terms, exact: true, right: [], tier: 0, next: 0, list: null };
      if (lazy && terms.length === 1 && found[0].list && !terms[0].fields && !terms[0].not) {
        state.list = found[0].list;
        return state;
      }
      return all(found.map(read)).then(function (found) {
        // With several terms every one has to be as narrow as it gets.
        if (found.length === 1 && !terms[0].fields && !terms[0].not) state.narrower = found[0].narrower;
        else found = found.map(narrowest);
        return all(found).then(function (found) {
          return onlyExcludes(terms) ? all(found.map(function (c, i) { return certain(terms[i], c); })) : found;
        }).then(function (found) { return combine(state, found); });
      });
    });
  }

  // onlyExcludes tells whether a query says what records are not to have, and no more.
  // Where no number is vacant all others have records, and no column is needed to tell.
  function needsColumns(terms) { return root.n !== root.records && onlyExcludes(terms); }
  function onlyExcludes(terms) { return terms.length > 0 && terms.every(function (t) { return t.not; }); }

  // certain reads the few records that may have a term, rather than all those that have not.
  function certain(t, c) {
    return c.exact || !fewBlocks(c.tiers.reduce(union, NO_IDS), BUDGET) ? c : confirm(t, c);
  }

  // combine gives a state the records that have all terms, each in the tier of its
  // weakest one.
  function combine(state, found) {
    if (found.length === 1) state.found = found[0].tiers;
    state.exact = found.every(function (c) { return c.exact; });
    var sets = [], bar = NO_IDS, before = NO_IDS;
    found.forEach(function (c, k) {
      if (!state.terms[k].not) sets.push(c.tiers);
      else if (c.exact) bar = c.tiers.reduce(union, bar); // others are looked at record by record
    });
    var sofar = sets.map(function () { return NO_IDS; });
    state.tiers = eachTier(function (t) {
      sets.forEach(function (tiers, k) { sofar[k] = union(sofar[k], tiers[t]); });
      var now = sets.length ? sofar.reduce(intersection) : t === TIERS - 1 ? every() : NO_IDS;
      var mine = difference(difference(now, before), bar);
      before = now;
      return mine;
    });
    return state;
  }

  // tierOf is the tier of a record's weakest term, or NONE.
  function tierOf(terms, r) {
    var tier = terms.length ? 0 : TIERS - 1;
    for (var i = 0; i < terms.length; i++) {
      var m = find(r, terms[i]);
      if (terms[i].not ? m : !m) return NONE;
      if (m) tier = Math.max(tier, m.tier);
    }
    return tier;
  }

  function exactness(r, terms) {
    for (var i = 0; i < terms.length; i++) {
      if (terms[i].not) continue;
      var m = find(r, terms[i]);
      if (!m || m.tier || m.start) return 2;
      return m.end === foldedOf(m.text).length ? 0 : 1;
    }
    return 2;
  }

  // sortTitles puts the first tier in order of exactness, where it is small. The
  // records in it have been read.
  function sortTitles(ids, terms) {
    var keys = {};
    ids.forEach(function (id, i) { keys[id] = exactness(record(id), terms) * 1e6 + i; });
    var sorted = ids.slice(0); // Safari 10 wants the 0, and returns nothing from some sorts
    sorted.sort(function (a, b) { return keys[a] - keys[b]; });
    return sorted;
  }

  function smallTitles(ids) { return ids.length && (root.bundle || ids.length <= MAX_EXACT); }

  // prepare reads and orders the titles before anything is shown.
  function prepare(state) {
    if (state.prepared || !state.terms.length) return Promise.resolve();
    state.prepared = true;
    var titles = state.tiers[0];
    if (!smallTitles(titles)) return Promise.resolve();
    return needRecords(titles).then(function () {
      if (!state.exact) titles = verified(state, titles, 0);
      state.tiers[0] = sortTitles(titles, state.terms);
    });
  }

  // verified returns those of the records, which have been read, that belong to the
  // tier. Those that belong to a later one are put there.
  function verified(state, ids, tier) {
    var right = [], later = eachTier(function () { return []; });
    for (var i = 0; i < ids.length; i++) {
      var is = tierOf(state.terms, record(ids[i]));
      if (is === NONE) continue;
      if (is > tier) later[is].push(ids[i]);
      else right.push(ids[i]);
    }
    later.forEach(function (ids, t) { if (ids.length) state.tiers[t] = union(state.tiers[t], ids); });
    return right;
  }

  // more reads candidates until enough are right or none is left.
  function more(state, enough) {
    while (state.tier < TIERS && state.next >= state.tiers[state.tier].length) {
      state.tier++;
      state.next = 0;
    }
    if (state.tier === TIERS || state.right.length >= enough) return Promise.resolve();
    var batch = state.tiers[state.tier].slice(state.next, state.next + Math.max(enough - state.right.length, 4));
    return needRecords(batch).then(function () {
      state.right = state.right.concat(verified(state, batch, state.tier));
      state.next += batch.length;
      state.read = (state.read || 0) + batch.length;
      if (state.narrower && state.read - state.right.length > Math.max(3, state.right.length)) return narrowNow(state, enough);
      return more(state, enough);
    });
  }

  // narrowNow begins again with fewer candidates. What was read stays read.
  function narrowNow(state, enough) {
    return state.narrower().then(function (c) {
      state.narrower = c.narrower;
      combine(state, [c]);
      if (state.filter) state.filter();
      state.right = [];
      state.tier = state.next = 0;
      state.prepared = false;
      return prepare(state).then(function () { return more(state, enough); });
    });
  }

  // left tells how many candidates have not been looked at, and few whether their
  // texts are in no more than the budget of blocks not read yet.
  function left(state) {
    return state.tier < TIERS ? size(state.tiers.slice(state.tier)) - state.next : 0;
  }

  function few(state, budget) {
    if (budget === Infinity) return true;
    if (left(state) > (budget + Object.keys(blocks).length) * root.bs) return false;
    var ids = [];
    for (var t = state.tier; t < TIERS; t++) ids = ids.concat([].slice.call(state.tiers[t], t === state.tier ? state.next : 0));
    return fewBlocks(ids, budget);
  }

  function fewBlocks(ids, budget) {
    if (ids.length > (budget + Object.keys(blocks).length) * root.bs) return false;
    return blocksOf(ids).filter(function (n) { return !blocks[n]; }).length <= budget;
  }

  // page resolves to { ids, total, exact } for part of the order.
  function page(state, offset, limit, budget) {
    if (state.list) return lazyPage(state, offset, limit);
    return prepare(state).then(function () {
      if (state.exact) {
        var ids = [], before = 0;
        state.tiers.forEach(function (list) {
          ids = ids.concat([].slice.call(list, Math.max(0, offset - before), Math.max(0, offset + limit - before)));
          before += list.length;
        });
        return needRecords(ids).then(function () { return { ids: ids, total: before, exact: true }; });
      }
      return more(state, offset + limit).then(function () {
        return state.narrower && limit && offset + limit > 100 ? narrowNow(state, offset + limit) : null;
      }).then(function () {
        return left(state) && few(state, budget) ? more(state, Infinity) : null;
      }).then(function () {
        var rest = left(state);
        return { ids: state.right.slice(offset, offset + limit), total: state.right.length + rest, exact: !rest };
      });
    });
  }

  // lazyPage reads only as much of a long list as the page needs.
  function lazyPage(state, offset, limit) {
    var f = state.list, seen = {}, ids = [], tier = 0, file = 0;
    function add(list) {
      for (var i = 0; i < list.length && ids.length < offset + limit; i++) {
        if (!seen[list[i]]) ids.push(list[i]);
        seen[list[i]] = true;
      }
    }
    function step() {
      if (ids.length >= offset + limit || tier === TIERS) return null;
      var p = f.places[tier];
      if (!p || !p.starts || !p.starts.length || p.ids) {
        return records(f, tier).then(function (list) {
          if (!tier && smallTitles(list)) {
            return needRecords(list).then(function () { return sortTitles(list, state.terms); });
          }
          return list;
        }).then(function (list) {
          add(list);
          tier++;
          return step();
        });
      }
      return body(f.family + 'l', p.first + file).then(function (b) {
        add(decode(b, new Ids(b.length)).done());
        if (++file === p.starts.length) {
          tier++;
          file = 0;
        }
        return step();
      });
    }
    return Promise.resolve(step()).then(function () {
      ids = ids.slice(offset, offset + limit);
      return needRecords(ids);
    }).then(function () { return { ids: ids, total: f.count, exact: true }; });
  }

  // ---- Facets --------------------------------------------------------------

  var FACETS = ['unit', 'department', 'grade', 'category', 'level', 'status'];
  var columns = null;

  function loadColumns() {
    if (columns) return columns;
    columns = all(['units', 'departments', 'levels', 'categories'].map(function (name, i) {
      return load('f/' + name + '.js', 'f' + i).then(function (got) { return got.data; });
    })).then(function (data) {
      var per = 65536 * data[3].bits / 8, asked = [];
      for (var n = 0; n * per * 8 < root.n * data[3].bits; n++) asked.push(body('c', n));
      return all(asked).then(function (parts) { return makeColumns(data, parts); });
    });
    columns.catch(function () { columns = null; });
    return columns;
  }

  // room is how many numbers a unit has in a band in which it has n records. Some indexes
  // leave numbers vacant, which belong to no unit.
  function room(n) {
    var step = 1;
    if (root.n === root.records) return n;
    while (n / step >= 8) step *= 2;
    return Math.ceil(n / step) * step;
  }

  function makeColumns(data, parts) {
    var n = root.n, units = data[0], out = {}, grades = [null];
    root.grades.forEach(function (g) {
      if (!grades.some(function (v) { return v && v.label === g.label; })) grades.push({ value: g.label, label: g.label, alias: g.id });
    });
    out.unit = { values: units.units.map(function (u) { return { value: u.id, label: u.name }; }), of: new Uint32Array(n) };
    out.grade = { values: grades, of: new Uint8Array(n) };
    out.status = { values: units.statuses.map(function (s) { return s ? { value: s, label: s } : null; }), of: new Uint8Array(n) };
    var at = 0;
    root.bands.forEach(function (_, b) {
      units.units.forEach(function (u, i) {
        var labels = units.schemes[u.scheme], grade = 0, k;
        if (b < labels.length && b < root.bands.length - 1) {
          for (k = 1; k < grades.length; k++) if (grades[k].label === labels[b]) grade = k;
        }
        for (k = 0; k < room(u.n[b]); k++, at++) {
          out.unit.of[at] = k < u.n[b] ? i : units.units.length;
          out.grade.of[at] = grade;
          out.status.of[at] = u.status;
        }
      });
    });
    out.department = readRuns(data[1]);
    out.level = readRuns(data[2]);
    out.category = readSets(data[3], parts);
    return out;
  }

  function readRuns(f) {
    var r = new Reader(bytesOf(f.runs, 'f')), of = new Uint32Array(root.n), at = 0;
    while (r.p < r.end) {
      var v = r.number(), n = r.number();
      while (n-- && at < root.n) of[at++] = v;
    }
    return { values: [null].concat(f.names.map(function (s) { return { value: s, label: s }; })), of: of };
  }

  function readSets(f, parts) {
    var of = new Uint16Array(root.n), per = 65536 * f.bits / 8;
    for (var id = 0; id < root.n; id++) {
      var at = id * f.bits / 8, b = parts[Math.floor(at / per)], k = Math.floor(at % per);
      of[id] = f.bits === 16 ? b[k] + b[k + 1] * 256 : b[k] >> id * f.bits % 8 & (1 << f.bits) - 1;
    }
    return { values: f.names.map(function (s) { return { value: s, label: s }; }), of: of, sets: f.sets };
  }

  // accepted tells for each number of a column whether the filter lets it pass.
  function accepted(column, filter) {
    if (!filter || !filter.length) return null;
    function is(v) {
      return v && filter.some(function (w) { return w && (w === v.value || w === v.label || w === v.alias); });
    }
    if (!column.sets) return column.values.map(is);
    return column.sets.map(function (set) { return set.some(function (v) { return is(column.values[v]); }); });
  }

  // narrowBy applies filters to a state. What one filter alone excludes is near: each
  // facet is counted as if nothing of it were chosen.
  function narrowBy(state, filters) {
    return loadColumns().then(function (columns) {
      var wanted = FACETS.map(function (name) { return accepted(columns[name], filters[name]); });
      state.passing = function (ids, near) {
        var out = new Ids(64);
        for (var k = 0; k < ids.length; k++) {
          var id = ids[k], fails = 0, last = 0;
          if (columns.unit.of[id] >= columns.unit.values.length) continue;
          for (var i = 0; i < FACETS.length; i++) {
            if (wanted[i] && !wanted[i][columns[FACETS[i]].of[id]]) {
              fails++;
              last = i;
            }
          }
          if (!fails) out.push(id);
          else if (near && fails === 1) near[last].push(id);
        }
        return out.done();
      };
      state.filter = function () {
        state.near = FACETS.map(function () { return []; });
        state.facets = null;
        state.tiers = state.tiers.map(function (ids) { return state.passing(ids, state.near); });
      };
      state.filter();
      return state;
    });
  }

  // countFacets resolves to { facets, exact }. Where candidates have to be read, only
  // those found right count; as long as some are not read, all do, and exact is false.
  function countFacets(state, exact, budget) {
    if (!state.filter) return Promise.resolve({ facets: null, exact: false });
    if (state.facets) return Promise.resolve({ facets: state.facets, exact: true });
    // Nothing is near a facet of which nothing is chosen: its numbers need no reading.
    var sure = state.near.map(function (ids) { return exact && (state.exact || budget === Infinity || fewBlocks(ids, budget)); });
    var read = [].concat.apply([], state.near.filter(function (_, i) { return sure[i]; }));
    return all([loadColumns(), state.exact ? null : needRecords(read)]).then(function (got) {
      var columns = got[0], facets = {};
      function right(id) { return state.exact || tierOf(state.terms, record(id)) !== NONE; }
      FACETS.forEach(function (name, i) {
        var column = columns[name], counts = column.values.map(function () { return 0; });
        function count(id) {
          if (!column.sets) counts[column.of[id]]++;
          else column.sets[column.of[id]].forEach(function (v) { counts[v]++; });
        }
        if (exact && !state.exact) state.right.forEach(count);
        else state.tiers.forEach(function (ids) { [].forEach.call(ids, count); });
        (sure[i] ? state.near[i].filter(right) : state.near[i]).forEach(count);
        facets[name] = [];
        facets[name].counted = sure[i];
        column.values.forEach(function (v, k) {
          if (v) facets[name].push({ value: v.value, label: v.label, alias: v.alias, n: counts[k] });
        });
      });
      exact = sure.every(Boolean);
      if (exact) state.facets = facets;
      return { facets: facets, exact: exact };
    });
  }

  // ---- Hits ----------------------------------------------------------------

  var SIDE = 24;

  // marks returns the parts of a text, each [text, whether a term stands there].
  // Around, a match, cuts the text to its surroundings.
  function marks(x, terms, around) {
    var offsets = [], folded = fold(x.text, offsets, x.local), on = [];
    offsets.push(x.text.length);
    terms.forEach(function (t) {
      if (t.not || t.fields && !t.fields[x.field] || t.sound && !soundField(x.field)) return;
      for (var at = within(folded, t, 0); at; at = within(folded, t, Math.max(at[1], at[0] + 1))) {
        var stop = at[1] < offsets.length - 1 ? offsets[at[1]] : x.text.length;
        for (var i = offsets[at[0]]; i < stop; i++) on[i] = true;
      }
    });
    var from = 0, to = x.text.length;
    if (around) {
      from = Math.max(0, offsets[around.start] - SIDE);
      to = Math.min(to, offsets[around.end] + SIDE);
    } else if (around === 0) to = Math.min(to, 3 * SIDE);
    // Do not cut a character in two.
    if (from && /[\udc00-\udfff]/.test(x.text.charAt(from))) from--;
    if (to < x.text.length && /[\udc00-\udfff]/.test(x.text.charAt(to))) to++;
    var out = from ? [['…', false]] : [];
    for (var k = from; k < to;) {
      var end = k;
      while (end < to && !on[end] === !on[k]) end++;
      out.push([x.text.slice(k, end), !!on[k]]);
      k = end;
    }
    if (to < x.text.length) out.push(['…', false]);
    return out;
  }

  function plain(parts) { return parts.map(function (p) { return p[0]; }).join(''); }

  function field(r, code) {
    for (var i = 0; i < r.texts.length; i++) if (r.texts[i].field === fieldOf[code]) return r.texts[i];
    return null;
  }

  // richest finds the field, other than a name, that has most of the terms, and there the
  // rarest of them. Of fields with as many the one with the rarest term is taken, then the
  // one of the better tier.
  function richest(r, terms) {
    var best = null;
    r.texts.forEach(function (x) {
      if (shown[x.field]) return;
      var here = { tier: FIELDS[x.field][1], text: x, n: 0, rarity: Infinity };
      terms.forEach(function (t) {
        var at = t.fields && !t.fields[x.field] ? null : within(foldedOf(x), t, 0);
        if (!at) return;
        if (!here.n++ || t.total < here.rarity) {
          here.start = at[0];
          here.end = at[1];
          here.rarity = t.total;
        }
      });
      if (here.n && (!best || here.n > best.n || here.n === best.n && (here.rarity < best.rarity || here.rarity === best.rarity && here.tier < best.tier))) best = here;
    });
    return best;
  }

  function hit(r, terms) {
    function part(code) {
      var x = field(r, code);
      return x ? marks(x, terms) : [];
    }
    // What the names show already need not be shown once more.
    var written = terms.filter(function (t) { return !t.not && !t.sound; });
    var best = richest(r, written.filter(function (t) { return !find(r, t, unnamed); })) || richest(r, written);
    var x = best ? best.text : field(r, 'm') || field(r, 'd');
    var date = x && /^(\d{4})-(\d{2})-(\d{2})$/.exec(x.text);
    var said = date && inWords(date[1], date[2], date[3]);
    if (date && /^zh/.test(document.documentElement.lang) && written.some(function (t) { return within(said, t, 0); })) {
      // As pages in Chinese show it.
      x = { field: x.field, text: said, folded: null };
      best = { text: x, tier: best.tier, start: 0, end: x.text.length };
    }
    var h = {
      url: r.url + '#' + r.risk, unitId: r.unit, grade: text(r, 'g'), symbol: r.symbol, colour: r.colour, where: best ? FIELDS[best.text.field][0] : '',
      parts: {
        title: part('t'), unit: part('u'), department: part('e'), position: part('p'),
        excerpt: x ? marks(x, terms, best || 0) : []
      }
    };
    ['title', 'unit', 'department', 'position', 'excerpt'].forEach(function (name) { h[name] = plain(h.parts[name]); });
    if (!best && terms.length) h.excerpt = h.excerpt || h.title;
    (root.grades || []).forEach(function (g) {
      if (g.label === h.grade && h.rank === undefined) h.rank = g.rank;
    });
    return h;
  }

  // places resolves to { list, more }: the units and positions within the filters whose own
  // names have all terms, those called just so first, then those that begin so. Of very
  // many only some are read, and more is true.
  var PLACE_BLOCKS = 6;
  function places(state) {
    var terms = state.terms.filter(function (t) { return !t.not; });
    if (!terms.length || terms.some(function (t) { return t.fields; })) return Promise.resolve(NO_PLACES);
    return all(terms.map(function (t) {
      return root.bundle ? namesIn(t) : state.found || ask(t).then(readNames);
    })).then(function (found) {
      var met = meetTiers(found), more = false;
      var chosen = [met[1], met[3]].map(function (ids) {
        if (state.passing) ids = state.passing(ids);
        var some = inFewBlocks(ids);
        more = more || some.length < ids.length;
        return some;
      }).reduce(union);
      return needRecords(chosen).then(function () {
        var out = [], seen = {};
        function add(r, code, url) {
          var x = field(r, code);
          if (!x || seen[url] || !state.terms.every(function (t) { return !within(foldedOf(x), t, 0) === t.not; })) return;
          seen[url] = true;
          out.push({ kind: code === 'u' ? 'unit' : 'position', url: url, parts: marks(x, terms), unit: text(r, 'u'), at: out.length, exact: exactnessIn(x, terms) });
        }
        [].forEach.call(chosen, function (id) {
          var r = record(id);
          add(r, 'u', r.url.slice(0, r.url.lastIndexOf('/') + 1) + 'index.html');
          add(r, 'p', r.url);
        });
        out.sort(function (a, b) { return a.exact - b.exact || (b.kind === 'unit') - (a.kind === 'unit') || a.at - b.at; });
        // A name that is the whole of what is asked for is not one of many.
        return { list: out, more: more && !out.some(function (p) { return !p.exact; }) };
      });
    });
  }
  var NO_PLACES = { list: [], more: false };

  // exactnessIn tells how near a name is to what is asked: 0 the same, 1 begins with it, 2
  // has it.
  function exactnessIn(x, terms) {
    var at = within(foldedOf(x), terms[0], 0);
    return at[0] ? 2 : terms.length === 1 && at[1] === foldedOf(x).length ? 0 : 1;
  }

  // inFewBlocks keeps of records those whose blocks have been read, or are among a few
  // spread over all of them.
  function inFewBlocks(ids) {
    var kept = {}, fresh = [];
    blocksOf(ids).forEach(function (n) {
      if (blocks[n]) kept[n] = true;
      else fresh.push(n);
    });
    var few = Math.min(fresh.length, PLACE_BLOCKS);
    for (var i = 0; i < few; i++) kept[fresh[Math.floor(i * fresh.length / few)]] = true;
    return [].filter.call(ids, function (id) { return kept[Math.floor(id / root.bs)]; });
  }

  // readNames reads of a list only what concerns the names of positions and units.
  function readNames(c) {
    if (!c.list) return c.tiers;
    return all(eachTier(function (k) { return k === 1 || k === 3 ? records(c.list, k) : NO_IDS; }));
  }

  function namesIn(t) {
    var tiers = eachTier(function () { return []; });
    for (var id = 0; id < root.n; id++) {
      ['p', 'u'].forEach(function (code) {
        var x = field(record(id), code);
        if (x && within(foldedOf(x), t, 0)) tiers[FIELDS[fieldOf[code]][1]].push(id);
      });
    }
    return tiers;
  }

  // ---- When nothing is found -----------------------------------------------

  // alone resolves to how many records each term finds by itself.
  function alone(terms) {
    if (terms.length < 2) return Promise.resolve([]);
    return all(terms.filter(function (t) { return !t.not; }).map(function (t) {
      return evaluate(t.raw, true).then(function (s) { return page(s, 0, 1, 20); }).then(function (p) {
        return { term: t.raw, total: p.total, exact: p.exact };
      });
    }));
  }

  // ---- The function for everybody ------------------------------------------

  // missing are the terms that nothing has, by what each finds alone.
  function missing(terms, list) {
    var wanted = terms.filter(function (t) { return !t.not; });
    return wanted.filter(function (t, i) { return !t.sound && (wanted.length < 2 || !list[i].total); });
  }

  function listed(filters) {
    var out = {};
    FACETS.forEach(function (name) {
      var v = filters && filters[name];
      if (v !== undefined && v !== null && v !== '') out[name] = [].concat(v).map(String);
    });
    return out;
  }

  var last = { key: null, state: null };

  // search answers a query: { total, exact, hits, … }. Options are filters (by
  // facet, a value or several), offset, limit, facets (count them), and budget (how
  // many blocks may be read to make the total exact; Infinity for as many as it
  // takes).
  function search(query, options) {
    options = options || {};
    query = String(query === undefined || query === null ? '' : query);
    var filters = listed(options.filters), filtering = options.facets || Object.keys(filters).length > 0;
    var limit = options.limit === undefined ? 10 : Math.max(0, options.limit | 0), offset = Math.max(0, options.offset | 0);
    var budget = options.budget === undefined ? BUDGET : options.budget;
    var key = JSON.stringify([query, filters, !!filtering]);
    return loadRoot().then(function () {
      if (last.key === key) return last.state;
      return evaluate(query, !filtering).then(function (state) {
        if (!state.terms.length && !filtering) {
          state.tiers = eachTier(function () { return []; });
        }
        // All records but some are found among those that there are: numbers may be vacant.
        if (!filtering && !needsColumns(state.terms)) return state;
        var narrowed = narrowBy(state, filters);
        return state.terms.length && !Object.keys(filters).length && !needsColumns(state.terms) ? optional(narrowed, state) : narrowed;
      });
    }).then(function (state) {
      last = { key: key, state: state };
      return page(state, offset, limit, budget).then(function (p) {
        return all([p, countFacets(state, p.exact, budget)]);
      }).then(function (got) {
        var p = got[0], out = {
          total: p.total, exact: p.exact, facets: got[1].facets, counted: got[1].exact, cut: query.length > MAX_QUERY,
          hits: p.ids.map(function (id) { return hit(record(id), state.terms); }),
          sound: state.terms.filter(function (t) { return t.guessed && p.total; }).map(function (t) { return t.raw; }),
          alone: [], similar: [], places: NO_PLACES, terms: state.terms
        };
        var extras = [];
        if (!p.total && state.terms.length) {
          extras.push(alone(state.terms).then(function (list) {
            out.alone = list;
            return all(missing(state.terms, list).map(function (t) {
              return optional(loadSounds().then(function () { return sounds.similar(t); }), []).then(function (names) { out.similar = out.similar.concat(names); });
            }));
          }));
        }
        if (options.places && p.total) extras.push(optional(places(state), NO_PLACES).then(function (found) { out.places = found; }));
        return all(extras).then(function () { return out; });
      });
    });
  }

  // ---- The page ------------------------------------------------------------

  function ready() {
    var form = document.getElementById('search-form'), list = document.getElementById('results');
    if (!form || !list) return;
    version = form.getAttribute('data-version') || '';
    folder = form.getAttribute('data-index') || folder;
    soundScript = form.getAttribute('data-sounds') || soundScript;
    makePage(form, list);
  }

  window.gongshi = window.gongshi || {};
  window.gongshi.search = search;

  var PER_PAGE = 10, PAGE_BUDGET = 4, IDLE_BUDGET = 200, SHOWN_VALUES = 8, SHOWN_PLACES = 4, EAGER = 4000, PANEL = 'gongshi-filters';

  function makePage(form, list) {
    var input = form.querySelector('input[name=q]');
    var status = document.getElementById('search-status'), notes = document.getElementById('search-notes');
    var placesBox = document.getElementById('search-places'), panel = document.getElementById('search-filters');
    var askedBox = document.getElementById('search-asked'), facetsBox = document.getElementById('search-facets'), pager = document.getElementById('search-pages');
    var words = {}, composing = false, timer = 0, sequence = 0, opened = {};
    var now = { q: '', filters: {}, page: 1 };
    try {
      words = JSON.parse(document.getElementById('search-strings').textContent);
    } catch (e) { words = {}; }

    function say(key, values) {
      var s = words[key] || key;
      for (var k in values || {}) s = s.split('{' + k + '}').join(values[k]);
      return s;
    }

    // The indexes are there whenever there are no hits.
    function answered(hits) { document.documentElement.classList[hits ? 'add' : 'remove']('asked'); }

    // Internet Explorer, and what others do when they are told to be like it.
    if (!window.Promise || !window.Uint32Array || !Uint32Array.prototype.sort) {
      answered(false);
      status.textContent = say('old');
      status.className = 'search-trouble';
      list.setAttribute('data-state', 'done');
      return;
    }

    function make(tag, name, content) {
      var e = document.createElement(tag);
      if (name) e.className = name;
      [].concat(content === undefined ? [] : content).forEach(function (c) {
        e.appendChild(typeof c === 'object' ? c : document.createTextNode(c));
      });
      return e;
    }

    function marked(parts) {
      return parts.map(function (p) { return p[1] ? make('mark', '', p[0]) : document.createTextNode(p[0]); });
    }

    // spoken marks what stands in Chinese on a page in English.
    var english = !/^zh/.test(document.documentElement.lang);
    function spoken(e) {
      var s = e.textContent, han = (s.match(/[\u3400-\u9fff\ud840-\ud8bf]/g) || []).length;
      if (english && han * 2 > (s.match(/[A-Za-z\u00c0-\u024f]/g) || []).length) e.setAttribute('lang', 'zh');
      return e;
    }

    function clear(e) { while (e && e.firstChild) e.removeChild(e.firstChild); }

    function link(href, content, name) {
      var a = make('a', name, content);
      a.setAttribute('href', href);
      return a;
    }

    // pathOf writes the address of a page of the site, which holds whatever a folder
    // may be called, or of another site, which is written already.
    function pathOf(url) {
      var at = url.lastIndexOf('#'), path = at < 0 ? url : url.slice(0, at);
      var out = /^https?:\/\//.test(path) ? path : path.split('/').map(component).join('/');
      return at < 0 ? out : out + '#' + component(url.slice(at + 1));
    }
    function component(s) {
      try { return encodeURIComponent(s); } catch (e) { return s; }
    }

    function address(state) {
      var parts = [];
      if (state.q) parts.push('q=' + component(state.q));
      FACETS.forEach(function (name) {
        (state.filters[name] || []).forEach(function (v) { parts.push(name + '=' + component(v)); });
      });
      if (state.page > 1) parts.push('page=' + state.page);
      return 'search.html' + (parts.length ? '?' + parts.join('&') : '');
    }

    function fromAddress() {
      var given = parameters(), filters = {};
      FACETS.forEach(function (name) { if (given[name]) filters[name] = given[name]; });
      return { q: (given.q || [''])[0], filters: filters, page: Math.max(1, parseInt((given.page || [])[0], 10) || 1) };
    }

    // parameters gives the values of each name in the address that are not empty, for
    // browsers older than those that have URLSearchParams.
    function parameters() {
      var values = Object.create(null);
      location.search.slice(1).split('&').forEach(function (pair) {
        var at = pair.indexOf('='), name = at < 0 ? pair : pair.slice(0, at), value = at < 0 ? '' : plain(pair.slice(at + 1));
        if (value) (values[name] = values[name] || []).push(value);
      });
      return values;
    }
    function plain(s) {
      s = s.replace(/\+/g, ' ');
      try { return decodeURIComponent(s); } catch (e) { return s; }
    }

    function show(next, push) {
      now = next;
      try {
        var url = location.pathname + address(now).slice('search.html'.length);
        if (push && url !== location.pathname + location.search) history.pushState(null, '', url);
        else history.replaceState(null, '', url);
      } catch (e) { /* some browsers refuse it for files; the results show all the same */ }
      document.title = (now.q ? now.q + ' - ' : '') + pageTitle;
      run({});
    }
    var pageTitle = document.title;

    function filtered() { return Object.keys(now.filters).length > 0; }

    function run(extra) {
      var mine = ++sequence, nothing = !now.q.trim() && !filtered();
      if (nothing) {
        finish({ total: 0, exact: true, hits: [], facets: null, sound: [], alone: [], similar: [], places: NO_PLACES });
        if (panel) panel.hidden = true;
        status.textContent = '';
        list.setAttribute('data-state', 'done');
        return;
      }
      list.setAttribute('data-state', 'loading');
      var waiting = setTimeout(function () { if (mine === sequence) status.textContent = say('loading'); }, 400);
      search(now.q, {
        filters: now.filters, offset: (now.page - 1) * PER_PAGE, limit: PER_PAGE, facets: !!(panel && panel.open),
        budget: extra.exact ? Infinity : PAGE_BUDGET, places: now.page === 1
      }).then(function (answer) {
        clearTimeout(waiting);
        if (mine !== sequence) return;
        if (answer.total && !answer.hits.length && now.page > 1) {
          // The address asks for a page behind the last one.
          show({ q: now.q, filters: now.filters, page: Math.ceil(answer.total / PER_PAGE) }, false);
          return;
        }
        finish(answer);
        if (!(answer.exact && (answer.counted || !answer.facets)) && !extra.exact) countLater(mine);
      }, function (trouble) {
        clearTimeout(waiting);
        if (mine !== sequence) return;
        fail(trouble);
      }).catch(fail);
    }

    // countLater makes a count exact when the reader has what he asked for, where
    // that takes no more than a glance at the texts.
    function countLater(mine) {
      setTimeout(function () {
        if (mine !== sequence) return;
        search(now.q, { filters: now.filters, offset: (now.page - 1) * PER_PAGE, limit: PER_PAGE, facets: !!(panel && panel.open), budget: IDLE_BUDGET }).then(function (answer) {
          if (mine !== sequence || !answer.exact) return;
          list.setAttribute('data-total', String(answer.total));
          list.setAttribute('data-exact', 'true');
          sayCount(answer);
          sayAsked(answer);
          clear(pager);
          showPages(answer.total);
          showFacets(answer);
        }).catch(function () {});
      }, 600);
    }

    function fail(trouble) {
      [list, notes, placesBox, pager, askedBox].forEach(clear);
      answered(false);
      if (panel) panel.hidden = !filtered();
      var kind = trouble && trouble.kind, served = /^http/.test(location.protocol);
      if (kind !== 'missing' && kind !== 'damaged' && kind !== 'version') status.textContent = say('failed');
      else status.textContent = say(!served ? kind : kind === 'version' ? 'renewed' : 'unserved', { file: trouble.file });
      if (kind && served) {
        // A reader of a site cannot mend it, but what did not arrive may arrive.
        var b = make('button', 'search-retry', say('retry'));
        b.type = 'button';
        b.addEventListener('click', function () {
          if (kind === 'version') location.reload();
          else run({});
        });
        status.appendChild(document.createTextNode(' '));
        status.appendChild(b);
      }
      status.className = 'search-trouble';
      list.setAttribute('data-total', '0');
      list.setAttribute('data-state', 'done');
      if (!kind && window.console) window.console.warn(trouble);
    }

    function finish(answer) {
      [list, notes, placesBox, pager].forEach(clear);
      status.className = '';
      list.setAttribute('data-total', String(answer.total));
      list.setAttribute('data-exact', String(answer.exact));
      list.start = (now.page - 1) * PER_PAGE + 1;
      sayCount(answer);
      sayAsked(answer);
      sayNotes(answer);
      showPlaces(answer.places);
      answer.hits.forEach(function (h) { list.appendChild(showHit(h)); });
      showPages(answer.total);
      showFacets(answer);
      answered(answer.hits.length);
      list.setAttribute('data-state', 'done');
    }

    function sayCount(answer) {
      clear(status);
      if (!answer.total) {
        status.textContent = say(filtered() ? 'none_filtered' : 'none', { q: now.q });
        return;
      }
      status.appendChild(document.createTextNode(say(answer.exact ? 'count' : 'about', { n: answer.total })));
      if (answer.exact) return;
      var b = make('button', 'search-count', say('count_exactly'));
      b.type = 'button';
      b.addEventListener('click', function () {
        b.disabled = true;
        b.textContent = say('counting');
        run({ exact: true });
      });
      status.appendChild(document.createTextNode(' '));
      status.appendChild(b);
    }

    // sayAsked writes for paper, which shows neither box nor filters, what was searched.
    function sayAsked(answer) {
      var parts = now.q.trim() ? [say('asked') + say('colon') + now.q.trim()] : [];
      FACETS.forEach(function (name) {
        if (!now.filters[name]) return;
        var values = answer.facets ? answer.facets[name].filter(function (v) { return isChosen(name, v); }) : [];
        var labels = values.length ? values.map(function (v) { return labelOf(name, v); }) : now.filters[name];
        parts.push(say('facet_' + name) + say('colon') + labels.join(say('comma')));
      });
      var pages = Math.ceil(answer.total / PER_PAGE);
      if (parts.length && pages > 1) parts.push(say('page', { n: now.page, of: pages }));
      askedBox.textContent = parts.join(say('semicolon'));
    }

    // isChosen tells whether a filter is set; an address may name it by its label, too.
    function isChosen(name, v) {
      var chosen = now.filters[name] || [];
      return [v.value, v.label, v.alias].some(function (w) { return chosen.indexOf(w) >= 0; });
    }
    function labelOf(name, v) { return words[name + '_' + v.value] || v.label; }

    function sayNotes(answer) {
      if (answer.cut) notes.appendChild(make('p', '', say('cut', { n: MAX_QUERY })));
      if (answer.sound.length) notes.appendChild(make('p', '', say('by_sound', { q: answer.sound.join(' ') })));
      if (answer.similar.length) {
        var p = make('p', 'search-similar', say('similar'));
        answer.similar.forEach(function (name) {
          p.appendChild(document.createTextNode(' '));
          p.appendChild(step({ q: name, filters: {}, page: 1 }, name));
        });
        notes.appendChild(p);
      }
      if (answer.alone.length) {
        var ul = make('ul', 'search-alone');
        answer.alone.forEach(function (a) {
          var n = say(a.exact ? 'count' : 'about', { n: a.total });
          ul.appendChild(make('li', '', [a.total ? step({ q: a.term, filters: {}, page: 1 }, a.term) : a.term, ' ', a.total ? n : say('none_short')]));
        });
        notes.appendChild(make('p', '', say('alone')));
        notes.appendChild(ul);
      }
      if (!answer.total && filtered()) {
        notes.appendChild(make('p', '', step({ q: now.q, filters: {}, page: 1 }, say('without_filters'))));
      }
    }

    // step is a link to another state of this page.
    function step(state, content, name) {
      var a = link(address(state), content, name);
      a.addEventListener('click', function (e) {
        if (e.ctrlKey || e.metaKey || e.shiftKey || e.button) return;
        e.preventDefault();
        input.value = state.q;
        show(state, true);
        if (state.page !== 1) {
          status.tabIndex = -1;
          status.focus();
        }
        window.scrollTo(0, 0);
      });
      return a;
    }

    function showPlaces(found) {
      placesBox.hidden = !found.list.length;
      if (!found.list.length) return;
      placesBox.appendChild(make('h2', '', say('places')));
      var ul = make('ul');
      found.list.forEach(function (p, i) {
        var li = make('li', '', [make('span', 'search-kind', say(p.kind)), ' ', spoken(link(pathOf(p.url), marked(p.parts)))]);
        if (p.kind === 'position') li.appendChild(spoken(make('span', 'search-of', ' ' + p.unit)));
        li.hidden = i >= SHOWN_PLACES;
        ul.appendChild(li);
      });
      placesBox.appendChild(ul);
      if (found.list.length > SHOWN_PLACES) placesBox.appendChild(moreButton(ul, 'li', 'a', SHOWN_PLACES));
      if (found.more) placesBox.appendChild(make('p', 'note', say('places_more')));
    }

    // moreButton shows the rest of a list, of which so many are shown, and goes there.
    function moreButton(list, rows, inner, n) {
      var all = list.querySelectorAll(rows);
      var more = make('button', 'facet-more', say('more_values', { n: all.length - n }));
      more.type = 'button';
      more.addEventListener('click', function () {
        [].forEach.call(all, function (row) { row.hidden = false; });
        all[n].querySelector(inner).focus();
        more.parentNode.removeChild(more);
      });
      return more;
    }

    function showHit(h) {
      var title = make('h3', 'hit-title');
      if (h.grade) {
        var grade = make('span', 'grade' + (h.colour ? ' tone-' + h.colour : ''));
        if (h.symbol) {
          var symbol = make('span', 'symbol', h.symbol);
          symbol.setAttribute('aria-hidden', 'true');
          grade.appendChild(symbol);
        }
        grade.appendChild(spoken(make('span', '', h.grade)));
        title.appendChild(grade);
        title.appendChild(document.createTextNode(' '));
      }
      title.appendChild(spoken(link(pathOf(h.url), marked(h.parts.title))));
      var where = make('p', 'hit-where');
      [['unit', h.parts.unit], ['department', h.parts.department], ['position', h.parts.position]].forEach(function (x) {
        if (!x[1].length) return;
        if (where.firstChild) where.appendChild(make('span', 'hit-step', ' › '));
        where.appendChild(spoken(make('span', 'hit-' + x[0], marked(x[1]))));
      });
      var li = make('li', 'hit', [title, where]);
      if (h.parts.excerpt.length) {
        var excerpt = make('p', 'hit-excerpt');
        var name = h.where && words['field_' + h.where];
        if (name) excerpt.appendChild(make('span', 'hit-field', name));
        excerpt.appendChild(spoken(make('span', '', marked(h.parts.excerpt))));
        li.appendChild(excerpt);
      }
      li.setAttribute('data-url', h.url);
      li.setAttribute('data-grade', h.grade);
      return li;
    }

    function showPages(total) {
      var pages = Math.ceil(total / PER_PAGE);
      pager.hidden = pages < 2;
      if (pages < 2) return;
      function to(n, content, name) { return step({ q: now.q, filters: now.filters, page: n }, content, name); }
      if (now.page > 1) pager.appendChild(to(now.page - 1, say('previous'), 'pages-previous'));
      pager.appendChild(make('span', 'pages-now', say('page', { n: now.page, of: pages })));
      if (now.page < pages) pager.appendChild(to(now.page + 1, say('next'), 'pages-next'));
    }

    // showFacets shows the filters, with numbers once these are exact.
    function showFacets(answer) {
      var facets = answer.facets;
      if (!panel) return;
      panel.hidden = !answer.total && !filtered() || panel.open && !facets;
      if (!facets) return;
      var focus = document.activeElement && document.activeElement.getAttribute('data-facet');
      clear(facetsBox);
      FACETS.forEach(function (name) {
        var values = facets[name].filter(function (v) { return v.n || isChosen(name, v); });
        if (values.length < 2 && !now.filters[name]) return;
        if (name !== 'grade' && name !== 'level') values.sort(function (a, b) { return b.n - a.n; });
        facetsBox.appendChild(showFacet(name, values, facets[name].counted));
      });
      if (!facetsBox.firstChild) panel.hidden = !filtered();
      if (filtered()) facetsBox.appendChild(make('p', 'facet-clear', step({ q: now.q, filters: {}, page: 1 }, say('clear_filters'))));
      if (focus) {
        var e = facetsBox.querySelector('[data-facet="' + focus.replace(/["\\]/g, '\\$&') + '"]');
        if (e) e.focus();
      }
    }

    function showFacet(name, values, counted) {
      var set = make('fieldset', 'facet facet-' + name, make('legend', '', say('facet_' + name)));
      values.forEach(function (v, i) {
        var on = isChosen(name, v);
        var box = document.createElement('input');
        box.type = 'checkbox';
        box.checked = on;
        box.setAttribute('data-facet', name + '/' + v.value);
        box.addEventListener('change', function () { choose(name, v, box.checked); });
        var row = make('label', 'facet-value', [box, spoken(make('span', 'facet-label', labelOf(name, v))), make('span', 'facet-count', counted ? String(v.n) : '')]);
        row.hidden = i >= SHOWN_VALUES && !opened[name] && !on;
        set.appendChild(row);
      });
      if (values.length > SHOWN_VALUES && !opened[name]) {
        var more = moreButton(set, 'label', 'input', SHOWN_VALUES);
        more.addEventListener('click', function () { opened[name] = true; });
        set.appendChild(more);
      }
      return set;
    }

    function choose(name, v, on) {
      var filters = {};
      FACETS.forEach(function (f) {
        var values = (now.filters[f] || []).filter(function (w) { return f !== name || w !== v.value && w !== v.label && w !== v.alias; });
        if (f === name && on) values = values.concat(v.value);
        if (values.length) filters[f] = values;
      });
      show({ q: now.q, filters: filters, page: 1 }, true);
    }

    function typed() {
      clearTimeout(timer);
      if (composing) return;
      timer = setTimeout(function () {
        if (input.value !== now.q) show({ q: input.value, filters: now.filters, page: 1 }, false);
      }, 150);
    }

    input.addEventListener('compositionstart', function () { composing = true; });
    input.addEventListener('compositionend', function () {
      composing = false;
      typed();
    });
    input.addEventListener('input', function (e) { if (!e.isComposing) typed(); });
    form.addEventListener('submit', function (e) {
      e.preventDefault();
      clearTimeout(timer);
      show({ q: input.value, filters: now.filters, page: 1 }, true);
    });
    window.addEventListener('popstate', function () {
      now = fromAddress();
      input.value = now.q;
      run({});
    });
    document.addEventListener('keydown', function (e) {
      var at = document.activeElement, tag = at && at.tagName;
      if (e.key === '/' && tag !== 'INPUT' && tag !== 'TEXTAREA' && tag !== 'SELECT' && !e.ctrlKey && !e.metaKey && !e.altKey) {
        e.preventDefault();
        input.focus();
        input.select();
      }
    });
    // The filters stand beside the results and come after them; where there is no room
    // beside, they stand above and come before. Seen or heard, the order is the same.
    var wide = window.matchMedia ? window.matchMedia('(min-width: 60em)') : { matches: false };
    function placePanel() {
      if (panel) panel.parentNode.insertBefore(panel, wide.matches ? null : panel.parentNode.firstChild);
    }
    placePanel();
    if (wide.addListener) wide.addListener(placePanel);
    if (panel) {
      panel.addEventListener('toggle', function () { if (panel.open && (now.q.trim() || filtered())) run({}); });
    }
    now = fromAddress();
    input.value = now.q;
    if (panel && filtered()) panel.open = true;
    if (now.q.trim() || filtered()) {
      document.title = (now.q ? now.q + ' - ' : '') + pageTitle;
      loadRoot().then(openPanel, function () {}).then(function () { run({}); });
    } else {
      list.setAttribute('data-state', 'done');
      loadRoot().then(openPanel, function () {});
    }

    // openPanel shows the filters from the start where that costs little, or as the
    // reader left them.
    function openPanel() {
      if (!panel) return;
      var left = null;
      try { left = window.localStorage.getItem(PANEL); } catch (e) { /* storage is forbidden */ }
      if (left ? left === 'open' : root.n <= EAGER && wide.matches) panel.open = true;
      panel.querySelector('summary').addEventListener('click', function () {
        try { window.localStorage.setItem(PANEL, panel.open ? 'closed' : 'open'); } catch (e) { /* the same */ }
      });
    }
  }

  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', ready);
  else ready();
}());
