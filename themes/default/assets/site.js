// Remembers how the reader wants pages to look, and tells what depends on the
// day on which a page is read. Pages work without it. It stands in the head and
// blocks, so that a page is never shown in the wrong colours first.
(function () {
  'use strict';
  var root = document.documentElement;
  var night = window.matchMedia && window.matchMedia('(prefers-color-scheme: dark)');

  // Storage may be forbidden, and reading it may throw.
  function recall(key) {
    try { return window.localStorage.getItem('gongshi-' + key); } catch (e) { return null; }
  }
  function remember(key, value) {
    try { window.localStorage.setItem('gongshi-' + key, value); } catch (e) { /* the choice lasts for this page */ }
  }

  var settings = {
    theme: { on: 'dark', off: 'light', initially: function () { return night && night.matches ? 'dark' : 'light'; } },
    size: { on: 'large', off: 'normal', initially: function () { return 'normal'; } }
  };

  function apply(key, value) { root.setAttribute('data-' + key, value); }
  function current(key) { return root.getAttribute('data-' + key) || settings[key].initially(); }

  Object.keys(settings).forEach(function (key) {
    var value = recall(key);
    if (value === settings[key].on || value === settings[key].off) apply(key, value);
  });
  root.classList.add('scripted');
  // A page that is asked something keeps the answer's place free.
  if (/[?&]q=[^&]/.test(window.location.search)) root.classList.add('asked');
  // Without the script that answers there is nothing to keep it free for.
  window.addEventListener('load', function () { if (!window.gongshi) root.classList.remove('asked'); });

  function today() {
    var d = new Date();
    function two(n) { return (n < 10 ? '0' : '') + n; }
    return d.getFullYear() + '-' + two(d.getMonth() + 1) + '-' + two(d.getDate());
  }

  function setUpDisplay() {
    var bar = document.querySelector('.display');
    if (!bar) return;
    bar.hidden = false;
    Array.prototype.forEach.call(bar.querySelectorAll('[data-display]'), function (button) {
      var key = button.getAttribute('data-display');
      function show() { button.setAttribute('aria-pressed', String(current(key) === settings[key].on)); }
      show();
      button.addEventListener('click', function () {
        var value = current(key) === settings[key].on ? settings[key].off : settings[key].on;
        apply(key, value);
        remember(key, value);
        show();
      });
    });
  }

  // A page is not rebuilt when a period ends, so its end is told here.
  function markDates() {
    var now = today();
    Array.prototype.forEach.call(document.querySelectorAll('[data-until]'), function (banner) {
      if (banner.getAttribute('data-until') < now) {
        banner.querySelector('.banner-text').appendChild(document.createTextNode(' ' + banner.getAttribute('data-over')));
      }
    });
    Array.prototype.forEach.call(document.querySelectorAll('[data-review]'), function (field) {
      if (field.getAttribute('data-review') < now) {
        var mark = document.createElement('strong');
        mark.className = 'overdue';
        mark.textContent = field.getAttribute('data-over');
        field.appendChild(document.createTextNode(' '));
        field.appendChild(mark);
      }
    });
  }

  function setUpPrint() {
    Array.prototype.forEach.call(document.querySelectorAll('[data-print]'), function (button) {
      button.hidden = false;
      button.addEventListener('click', function () { window.print(); });
    });
  }

  function ready() { setUpDisplay(); markDates(); setUpPrint(); }
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', ready);
  else ready();
})();
