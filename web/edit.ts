/*
 * Drafts of the form of a record: a few seconds after something was typed, and before the page is
 * left, the form is sent to be kept as a draft, sealed, as the button "Keep as a draft" does. The
 * form works without this script.
 *
 * Built by `make script` (esbuild) to edit.js, which is part of the program.
 */

const form = document.querySelector<HTMLFormElement>('form:has(#draft)')!;
const status = form.querySelector<HTMLElement>('#draft')!;
const words = status.dataset as Record<string, string>;
const pause = 3000; // milliseconds from the first change to its draft
let changed = false;
let timer = 0;
let sending: Promise<void> | null = null;
let leaving = false; // the form itself is on its way

function show(text: string): void {
  if (status.textContent !== text) status.textContent = text;
}

async function send(): Promise<void> {
  const body = new URLSearchParams(new FormData(form) as unknown as Record<string, string>);
  body.set('-do', 'keep');
  changed = false;
  try {
    const response = await fetch(form.getAttribute('action')!, { method: 'POST', body, keepalive: body.toString().length < 60000 });
    if (!response.ok) throw response.status;
    show(words.saved.replace('{0}', new Date().toLocaleTimeString(document.documentElement.lang, { hour: '2-digit', minute: '2-digit' })));
    form.querySelectorAll<HTMLElement>('[data-discard]').forEach((button) => { button.hidden = false; });
  } catch (error) {
    changed = true;
    show(error === 401 ? words.ended : words.failed);
  }
}

// One at a time; what has changed meanwhile is sent after it, and what failed again after a while.
function flush(): Promise<void> {
  clearTimeout(timer);
  timer = 0;
  sending ??= send().finally(() => {
    sending = null;
    if (changed) plan();
  });
  return sending;
}

function plan(): void {
  if (!timer && !leaving) timer = setTimeout(flush, pause);
}

form.addEventListener('input', () => {
  changed = true;
  plan();
});
form.addEventListener('change', () => {
  changed = true;
  plan();
});

// A draft that is under way would come after the form, which has ended it.
form.addEventListener('submit', async (event) => {
  leaving = true;
  clearTimeout(timer);
  if (sending) {
    const submitter = event.submitter;
    event.preventDefault();
    await sending;
    form.requestSubmit(submitter);
  }
});

addEventListener('pagehide', () => {
  if (changed && !leaving) void flush();
});
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'hidden' && changed && !leaving) void flush();
});
// Back from another page, or from signing in in another window.
addEventListener('pageshow', () => { leaving = false; });
addEventListener('focus', () => { if (changed && !leaving) void flush(); });
