// What goes on by itself is asked for again every two seconds while one looks at it; without this script a page shows
// how it stood when it was asked for.
const EVERY_MILLISECONDS = 2000;

/** A voice that reads the page aloud is told how far it is no oftener than this. */
const SAID_EVERY_MILLISECONDS = 10_000;

for (const part of document.querySelectorAll('[data-live]')) follow(part);

function follow(part) {
  const said = document.querySelector('[data-said]');
  let saidAt = 0;
  const ask = async () => {
    try {
      const answer = await fetch(part.dataset.live, { headers: { accept: 'text/html' }, redirect: 'error' });
      if (!answer.ok) return;
      // What came to another state than the page was made for is shown by a page of its own.
      if (answer.headers.get('stepbill-state') !== part.dataset.state) return void location.reload();
      renew(part, await answer.text());
      const news = answer.headers.get('stepbill-said') ?? '';
      if (!said || said.textContent === news || Date.now() - saidAt < SAID_EVERY_MILLISECONDS) return;
      said.textContent = news;
      saidAt = Date.now();
    } catch {
      // The server is away for a moment, or for good: it is asked again.
    }
  };
  const askAgain = async () => {
    if (!document.hidden) await ask();
    setTimeout(askAgain, EVERY_MILLISECONDS);
  };
  setTimeout(askAgain, EVERY_MILLISECONDS);
}

/** Takes over of a drawing what has changed and leaves the rest, so that nothing flickers or begins to turn anew. */
function renew(part, text) {
  const next = new DOMParser().parseFromString(text, 'text/html').querySelector('svg.machine');
  const drawn = part.querySelector('svg.machine');
  if (!next || !drawn) return;
  const focused = document.activeElement?.closest('[data-state-name]')?.dataset.stateName;
  const [was, is] = [[...drawn.children], [...next.children]];
  if (was.length !== is.length) drawn.replaceWith(next);
  else was.forEach((old, i) => old.outerHTML === is[i].outerHTML || old.replaceWith(is[i]));
  if (focused) part.querySelector(`[data-state-name="${CSS.escape(focused)}"]`)?.focus();
}

// A question that can't be undone is asked once: a second click on a button that was sent does nothing.
for (const form of document.querySelectorAll('form[method="post"]')) {
  form.addEventListener('submit', (event) => {
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = 'yes';
  });
}
