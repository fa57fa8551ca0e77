// Reloads the page at the same place after a rebuild, and shows the findings with
// links to their lines.
(function () {
  'use strict';
  var source = new EventSource('/_gongshi/events');
  var seen = Number(document.currentScript.getAttribute('data-build')); // the build that this page is of
  var place = 'gongshi-preview:' + location.pathname + location.search;
  restore();
  source.onmessage = function (event) {
    var state = JSON.parse(event.data);
    if (state.build !== seen && concerns(state)) {
      try { sessionStorage.setItem(place, String(window.pageYOffset)); } catch (e) { /* forbidden: the top will do */ }
      location.reload();
      return;
    }
    seen = state.build;
    show(state);
  };

  // concerns tells whether this page may be another than it is. One that missed a build
  // cannot know.
  function concerns(state) {
    var here;
    if (state.build !== seen + 1) return true;
    try { here = decodeURIComponent(location.pathname).replace(/\/$/, '/index.html'); } catch (e) { return true; }
    if (state.only) return state.only.indexOf(here) >= 0;
    return (state.known || []).indexOf(here) < 0;
  }

  function restore() {
    try {
      var y = sessionStorage.getItem(place);
      sessionStorage.removeItem(place);
      if (y !== null) window.scrollTo(0, Number(y));
    } catch (e) { /* forbidden */ }
  }

  function element(name, text) {
    var e = document.createElement(name);
    if (text) e.textContent = text;
    return e;
  }

  function show(state) {
    var old = document.getElementById('gongshi-preview');
    if (old) old.parentNode.removeChild(old);
    if (!state.text && !state.list) return;
    var panel = element('section');
    panel.id = 'gongshi-preview';
    panel.setAttribute('aria-label', state.title);
    panel.setAttribute('role', 'status');
    var close = element('button', '×');
    close.type = 'button';
    close.setAttribute('aria-label', state.close);
    close.onclick = function () { panel.parentNode.removeChild(panel); };
    panel.appendChild(element('strong', state.title));
    panel.appendChild(close);
    if (state.text) panel.appendChild(element('pre', state.text));
    var list = element('ul');
    (state.list || []).forEach(function (f) {
      var item = element('li');
      var link = element('a', f.place);
      link.href = f.url;
      link.target = '_blank';
      item.appendChild(link);
      item.appendChild(document.createTextNode(' ' + f.text));
      if (f.hint) item.appendChild(element('small', f.hint));
      list.appendChild(item);
    });
    if (list.firstChild) panel.appendChild(list);
    document.body.appendChild(panel);
  }
})();
