// Lets a table of risk points be narrowed down and sorted in the page. The
// choice stands in the address, so that it can be sent on, and works from a disk.
// Without this script the whole table is there.
(function () {
  'use strict';

  // fold makes one of widths and cases, as the search does; traditional characters are left
  // as they are, since the table of them is large.
  function fold(s) {
    return s.replace(/[\uff01-\uff5e]/g, function (c) { return String.fromCharCode(c.charCodeAt(0) - 0xfee0); }).toLowerCase();
  }

  function setUp(table) {
    var words = table.dataset;
    var heads = Array.prototype.slice.call(table.tHead.rows[0].cells);
    var rows = Array.prototype.map.call(table.querySelectorAll('tbody > tr'), function (row, i) { return { row: row, at: i, values: null, text: null }; });
    // The browser lays out a group of rows only when it comes into view.
    var together = table.tBodies[0].rows.length;
    var shown = rows.slice();
    if (rows.length < 2) return;

    var state = read();
    var filters = {};
    var bar = document.createElement('form');
    bar.className = 'narrow';
    bar.setAttribute('role', 'search');
    bar.setAttribute('aria-label', words.narrow);
    bar.addEventListener('submit', function (e) { e.preventDefault(); });

    // The value of a cell: of a grade its label without the symbol and the colour.
    function valueOf(cell) {
      var grade = cell.hasAttribute('data-order') && cell.querySelector('.grade');
      if (!grade) return cell.textContent;
      return Array.prototype.filter.call(grade.childNodes, function (n) { return !n.className; })
        .map(function (n) { return n.textContent; }).join('');
    }

    function valuesOf(entry) {
      if (!entry.values) {
        entry.values = Array.prototype.map.call(entry.row.cells, valueOf);
        entry.text = fold(entry.values.join('\n'));
      }
      return entry.values;
    }

    function read() {
      var found = {};
      location.search.slice(1).split('&').forEach(function (pair) {
        var at = pair.indexOf('=');
        if (at < 1) return;
        try { found[pair.slice(0, at)] = decodeURIComponent(pair.slice(at + 1).replace(/\+/g, ' ')); } catch (e) { /* not ours */ }
      });
      return found;
    }

    function write() {
      var query = Object.keys(state).filter(function (k) { return state[k]; }).map(function (k) {
        return k + '=' + encodeURIComponent(state[k]);
      }).join('&');
      try { history.replaceState(null, '', location.pathname + (query ? '?' + query : '') + location.hash); } catch (e) { /* the table still obeys */ }
    }

    function field(name, text, control) {
      var label = document.createElement('label');
      var caption = document.createElement('span');
      caption.textContent = text;
      control.name = name;
      label.appendChild(caption);
      label.appendChild(control);
      bar.appendChild(label);
      return control;
    }

    var find = field('find', words.find, document.createElement('input'));
    find.type = 'search';
    find.value = state.find || '';
    find.addEventListener('input', function (e) {
      if (e.isComposing) return;
      state.find = find.value.trim();
      choose();
    });
    find.addEventListener('compositionend', function () { state.find = find.value.trim(); choose(); });

    heads.forEach(function (head, column) {
      var key = head.getAttribute('data-filter');
      if (!key) return;
      var seen = {};
      var list = [];
      rows.forEach(function (entry) {
        valuesOf(entry)[column].split(words.comma).forEach(function (v) {
          if (v && !Object.prototype.hasOwnProperty.call(seen, v)) {
            seen[v] = orderOf(entry, column);
            list.push(v);
          }
        });
      });
      if (list.length < 2) return;
      if (key === 'grade') list.sort(function (a, b) { return seen[a] - seen[b]; });
      var select = field(key, head.textContent, document.createElement('select'));
      select.appendChild(new Option(words.all, ''));
      list.forEach(function (v) { select.appendChild(new Option(v, v)); });
      if (list.indexOf(state[key]) >= 0) select.value = state[key];
      else if (state[key]) delete state[key];
      filters[key] = column;
      select.addEventListener('change', function () { state[key] = select.value; choose(); });
    });

    function orderOf(entry, column) {
      return Number(entry.row.cells[column].getAttribute('data-order')) || 0;
    }

    // On narrow screens, where the heads of columns are not shown.
    var sorting = field('sort', words.sort, document.createElement('select'));
    sorting.parentNode.className = 'sorting';
    sorting.appendChild(new Option(words.unsorted, ''));
    heads.forEach(function (head, column) {
      head.sortKey = head.getAttribute('data-filter') || 'c' + column;
      sorting.appendChild(new Option(head.textContent, head.sortKey));
    });
    sorting.addEventListener('change', function () { state.sort = sorting.value; sort(); choose(); });

    var clear = document.createElement('button');
    clear.type = 'button';
    clear.textContent = words.clear;
    clear.addEventListener('click', function () {
      state = {};
      bar.reset();
      find.value = '';
      Array.prototype.forEach.call(bar.querySelectorAll('select'), function (s) { s.value = ''; });
      sort();
      choose();
      find.focus();
    });
    bar.appendChild(clear);

    var status = document.createElement('p');
    status.className = 'note';
    status.setAttribute('role', 'status');

    heads.forEach(function (head) {
      var button = document.createElement('button');
      var key = head.sortKey;
      button.type = 'button';
      button.textContent = head.textContent;
      head.textContent = '';
      head.appendChild(button);
      button.addEventListener('click', function () {
        state.sort = state.sort === key ? '-' + key : state.sort === '-' + key ? '' : key;
        sort();
        choose();
      });
    });

    // Made when it is first asked for: a collator takes a while.
    function compare(a, b) {
      compare = window.Intl ? new Intl.Collator(document.documentElement.lang, { numeric: true }).compare : function (x, y) { return x < y ? -1 : x > y ? 1 : 0; };
      return compare(a, b);
    }

    function sort() {
      var down = (state.sort || '').charAt(0) === '-';
      var key = (state.sort || '').replace('-', '');
      var column = -1;
      sorting.value = key;
      heads.forEach(function (head, i) {
        var mine = key && head.sortKey === key;
        if (mine) column = i;
        if (mine) head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
        else head.removeAttribute('aria-sort');
      });
      var byOrder = column >= 0 && rows[0].row.cells[column].hasAttribute('data-order');
      rows.sort(function (a, b) {
        var d = 0;
        if (column >= 0) d = byOrder ? orderOf(a, column) - orderOf(b, column) : compare(valuesOf(a)[column], valuesOf(b)[column]);
        return (down ? -d : d) || a.at - b.at;
      });
    }

    // Puts the rows that are to be shown into the table, and no others.
    function place(list) {
      if (list.length === shown.length && list.every(function (entry, i) { return entry === shown[i]; })) return;
      shown = list;
      Array.prototype.slice.call(table.tBodies).forEach(function (old) { table.removeChild(old); });
      for (var i = 0; i === 0 || i < list.length; i += together) {
        var body = document.createElement('tbody');
        list.slice(i, i + together).forEach(function (entry) { body.appendChild(entry.row); });
        table.appendChild(body);
      }
    }

    function wanted() { return fold(state.find || '').split(/\s+/).filter(Boolean); }

    function fits(entry) {
      var values = valuesOf(entry);
      if (!wanted().every(function (word) { return entry.text.indexOf(word) >= 0; })) return false;
      return Object.keys(filters).every(function (key) {
        return !state[key] || values[filters[key]].split(words.comma).indexOf(state[key]) >= 0;
      });
    }

    function show() {
      var list = rows.filter(fits);
      var n = list.length;
      place(list);
      status.textContent = n === rows.length && !state.sort ? '' : words.shown.replace('{shown}', n).replace('{all}', rows.length) + order();
      clear.hidden = n === rows.length && !state.sort && !state.find;
    }

    function choose() {
      show();
      write();
    }

    function order() {
      var sorted = heads.filter(function (h) { return h.hasAttribute('aria-sort'); })[0];
      if (!sorted) return '';
      return (sorted.getAttribute('aria-sort') === 'descending' ? words.descending : words.ascending).replace('{column}', sorted.textContent);
    }

    table.parentNode.insertBefore(bar, table);
    table.parentNode.insertBefore(status, table);
    if (state.sort) sort();
    show();
  }

  Array.prototype.forEach.call(document.querySelectorAll('table[data-table]'), setUp);
})();
