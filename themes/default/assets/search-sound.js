// What the search does by sound: pinyin in full or in first letters, and names that
// sound like a term. Loaded by search.js when a query needs it.
(function () {
  'use strict';

  // The table has a line for each syllable: its letters, and the characters that are
  // read so. Search holds the functions of the search that are needed here.
  window._gsSounds = function (table, search) {
    var names = [], of = {}; // syllables in order, and those of each character
    table.split('\n').forEach(function (line) {
      var at = line.indexOf(' ');
      if (at < 0) return;
      var n = names.length;
      names.push(line.slice(0, at));
      search.points(line.slice(at + 1)).map(search.character).forEach(function (c) { (of[c] = of[c] || []).push(n); });
    });

    // within finds what sounds like text: its letters are all first letters of
    // syllables, or syllables of which the last may be cut short.
    function within(name, text, from) {
      for (var i = from; i < name.length; i++) {
        for (var whole = 1; whole >= 0; whole--) {
          var end = soundAt(name, text, i, whole);
          if (end >= 0) return [i, end];
        }
      }
      return null;
    }

    function soundAt(name, text, i, whole) {
      if (!text) return i;
      if (i === name.length) return -1;
      var c = name.charAt(i), end;
      if (c === text.charAt(0)) {
        end = soundAt(name, text.slice(1), i + 1, whole);
        if (end >= 0) return end;
      }
      var list = of[c] || [];
      for (var k = 0; k < list.length; k++) {
        var s = names[list[k]], n = 0;
        if (whole) {
          while (n < s.length && n < text.length && s.charAt(n) === text.charAt(n)) n++;
          if (n < s.length && n < text.length) continue;
        } else if (s.charAt(0) === text.charAt(0)) n = 1;
        if (!n) continue;
        end = soundAt(name, text.slice(n), i + 1, whole);
        if (end >= 0) return end;
      }
      return -1;
    }

    var SYLLABLES = 1024, LAST = 1023;

    // candidates are by tier the records that may have a term.
    function candidates(t) {
      return search.all([inMode(t, initialLists), inMode(t, syllableLists)]).then(function (modes) {
        return { tiers: search.eachTier(function (k) { return search.union(modes[0][k], modes[1][k]); }), exact: false };
      });
    }

    function inMode(t, ask) {
      return search.all(t.text.match(/[a-z]+|[^a-z]+/g).map(function (run) {
        if (/[a-z]/.test(run)) return ask(run);
        return search.literal({ text: run }).then(search.read).then(function (c) { return c.tiers; });
      })).then(function (parts) {
        var out = null;
        parts.forEach(function (tiers) {
          if (!tiers) return; // says nothing
          out = out ? out.map(function (ids, k) { return search.intersection(ids, tiers[k]); }) : tiers;
        });
        return out || search.EMPTY.tiers;
      });
    }

    function soundLists(a, lo, b, hi) {
      return search.lists('p', [a, lo], [b, hi]).then(function (found) {
        return search.all(search.eachTier(function (k) {
          return search.all(found.map(function (f) { return search.records(f, k); })).then(function (parts) { return parts.reduce(search.union, search.NO_IDS); });
        }));
      });
    }

    function initialLists(run) {
      if (run.length < 2) return null;
      function code(i) { return run.charCodeAt(i) - 97; }
      if (run.length === 2) return soundLists(code(0) * 26 + code(1) + 1, 0, code(0) * 26 + code(1) + 1, LAST);
      var asked = [];
      for (var i = 0; i + 2 < run.length; i++) {
        var a = code(i) * 26 + code(i + 1) + 1, b = code(i + 2) + 1;
        asked.push(soundLists(a, b, a, b));
      }
      return search.all(asked).then(search.meetTiers);
    }

    function syllableLists(run) {
      return search.all(splits(run).map(function (split) {
        if (split.length === 1) return soundLists(SYLLABLES + split[0][0], 0, SYLLABLES + split[0][1] - 1, LAST);
        var asked = [];
        for (var i = 0; i + 1 < split.length; i++) {
          var a = SYLLABLES + split[i][0];
          asked.push(soundLists(a, split[i + 1][0] + 1, a, split[i + 1][1]));
        }
        return search.all(asked).then(search.meetTiers);
      })).then(function (ways) {
        return search.eachTier(function (k) { return ways.reduce(function (ids, w) { return search.union(ids, w[k]); }, search.NO_IDS); });
      });
    }

    // splits returns the ways of reading letters as syllables, each as a range of
    // the table: one cut short stands for all that begin so.
    function splits(run) {
      var table = names, out = [];
      function walk(rest, done) {
        if (out.length === 16) return;
        var lo = 0;
        while (lo < table.length && table[lo] < rest) lo++;
        var hi = lo;
        while (hi < table.length && table[hi].slice(0, rest.length) === rest) hi++;
        if (hi > lo && (done.length || table[lo] === rest)) out.push(done.concat([[lo, hi]]));
        for (var n = Math.min(rest.length - 1, 6); n > 0; n--) {
          var k = table.indexOf(rest.slice(0, n));
          if (k >= 0) walk(rest.slice(n), done.concat([[k, k + 1]]));
        }
      }
      walk(run, []);
      return out;
    }

    // similar resolves to names that sound like a term.
    function similar(t) {
      var n = search.points(t.text).length;
      if (n < 2 || n > 12) return Promise.resolve([]);
      return search.all(spell(t.text).map(function (spelled) {
        var s = { raw: spelled, text: spelled, not: false, fields: null, sound: true };
        if (search.root.bundle) return [s, search.scan(s).tiers];
        return candidates(s).then(function (c) { return [s, c.tiers]; });
      })).then(function (found) {
        var reads = [];
        found.forEach(function (x) { reads.push([x[0], [].slice.call(x[1].reduce(search.union, search.NO_IDS), 0, 16)]); });
        return search.needRecords([].concat.apply([], reads.map(function (x) { return x[1]; }))).then(function () {
          var counts = {};
          reads.forEach(function (x) {
            x[1].forEach(function (id) {
              var m = search.find(search.record(id), x[0]);
              if (!m || m.end - m.start !== t.text.length) return;
              var name = search.foldedOf(m.text).slice(m.start, m.end);
              counts[name] = (counts[name] || 0) + 1;
            });
          });
          return Object.keys(counts).sort(function (a, b) { return counts[b] - counts[a] || (a < b ? -1 : 1); }).slice(0, 3);
        });
      });
    }

    function spell(s) {
      var out = [''];
      search.points(s).map(search.character).forEach(function (c) {
        var list = of[c];
        if (!list) {
          out = out.map(function (done) { return done + c; });
          return;
        }
        var next = [];
        out.forEach(function (done) {
          list.forEach(function (k) { if (next.length < 8) next.push(done + names[k]); });
        });
        out = next;
      });
      return out;
    }

    return { within: within, candidates: candidates, similar: similar };
  };
}());
