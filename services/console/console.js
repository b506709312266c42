// What goes on by itself is asked for again every two seconds while one looks at it; without this script a page shows
// how it stood when it was asked for.
const EVERY_MILLISECONDS = 2000;

for (const part of document.querySelectorAll('[data-live]')) follow(part);

function follow(part) {
  const ask = async () => {
    if (document.hidden) return void setTimeout(ask, EVERY_MILLISECONDS);
    try {
      const answer = await fetch(part.dataset.live, { headers: { accept: 'text/html' }, redirect: 'error' });
      if (!answer.ok) return;
      // What came to another state than the page was made for is shown by a page of its own.
      if (answer.headers.get('stepbill-state') !== part.dataset.state) return void location.reload();
      const focused = document.activeElement?.closest('[data-state-name]')?.dataset.stateName;
      part.innerHTML = await answer.text();
      if (focused) part.querySelector(`[data-state-name="${CSS.escape(focused)}"]`)?.focus();
    } catch {
      // The server is away for a moment, or for good: it is asked again.
    }
    setTimeout(ask, EVERY_MILLISECONDS);
  };
  setTimeout(ask, EVERY_MILLISECONDS);
}

// A question that can't be undone is asked once: a second click on a button that was sent does nothing.
for (const form of document.querySelectorAll('form[method="post"]')) {
  form.addEventListener('submit', (event) => {
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = 'yes';
  });
}
