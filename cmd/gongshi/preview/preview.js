// Reloads the page after a rebuild and shows the findings of a build that failed.
(function () {
  'use strict';
  var source = new EventSource('/_gongshi/events');
  var seen = null;
  source.onmessage = function (event) {
    var state = JSON.parse(event.data);
    if (seen !== null && state.build !== seen) {
      location.reload();
      return;
    }
    seen = state.build;
    show(state);
  };

  function show(state) {
    var old = document.getElementById('gongshi-preview');
    if (old) old.parentNode.removeChild(old);
    if (!state.text) return;
    var panel = document.createElement('section');
    panel.id = 'gongshi-preview';
    panel.setAttribute('aria-label', state.title);
    panel.setAttribute('role', 'status');
    var title = document.createElement('strong');
    title.textContent = state.title;
    var close = document.createElement('button');
    close.type = 'button';
    close.textContent = '×';
    close.setAttribute('aria-label', state.close);
    close.onclick = function () { panel.parentNode.removeChild(panel); };
    var text = document.createElement('pre');
    text.textContent = state.text;
    panel.appendChild(title);
    panel.appendChild(close);
    panel.appendChild(text);
    document.body.appendChild(panel);
  }
})();
