// What others wrote is shown as they wrote it, and runs nowhere: 300 strings in every text field, in a real browser.
import assert from 'node:assert/strict';
import { each, getJson, openPage } from './site.js';
import { hostileFields, payloads } from './payloads.js';

// Nothing of ours is in a page's text but what stands there; so what a payload became is compared by its text alone.
const readRecord = () => ({
  title: document.title,
  heading: document.querySelector('h1').textContent,
  values: [...document.querySelectorAll('.fields dd')].map((dd) => {
    const copy = dd.cloneNode(true);
    copy.querySelectorAll('sup').forEach((sup) => sup.remove()); // the numbers of marks
    return copy.textContent;
  }),
  directions: [...document.querySelectorAll('.fields dd')].filter((dd) => dd.dir !== 'auto' && /[\u0590-\u07FF\u202E]/.test(dd.textContent)).length,
  foreign: [...document.querySelectorAll('script, img, svg, iframe, style, object, embed, video, audio, base, meta[http-equiv], math, form:not([role=search])')]
    .map((element) => element.outerHTML.slice(0, 80)),
  handlers: [...document.querySelectorAll('*')].filter((element) => [...element.attributes].some((a) => /^on|^style$/.test(a.name))).length,
  links: [...document.querySelectorAll('main a')].map((a) => a.href).filter((href) => !/^(https?|mailto):/.test(href)),
});

// Controls, and what XML has not, become U+FFFD (text/html.h); the program reads CR LF within a value as a line end.
const asShown = (text) => text.replace(/\r\n?/g, '\n').replace(/[\u0000-\u0008\u000B-\u001F\u007F-\u009F\uFFFE\uFFFF]/g, '\uFFFD');

async function visitAll(around, paths, look, options) {
  const wrong = [];
  const own = [await openPage(around, options), await openPage(around, options)];
  for (const one of own) {
    // Whatever runs calls one of these.
    await one.page.addInitScript(() => {
      for (const name of ['alert', 'confirm', 'prompt', 'open']) window[name] = () => console.error(`${name} was called`);
    });
  }
  await each(paths, own.length, async (path) => {
    const one = own.pop();
    try {
      await one.page.goto(around.site.url + path);
      (await look(one.page, path)).forEach((text) => wrong.push(`${path}: ${text}`));
    } catch (error) {
      wrong.push(`${path}: ${error.message}`);
    }
    one.wrongs.splice(0).forEach((text) => wrong.push(`${path}: ${text}`));
    own.push(one);
  });
  await Promise.all(own.map((one) => one.close()));
  return wrong;
}

const pathOf = (i) => `/projects/hostile-${String(i).padStart(3, '0')}`;

export default function declare(test) {
  test('each of 300 strings, in every text field, is shown as it was written and runs nowhere', async (around) => {
    assert.equal(payloads.length, 300);
    let compared = 0;
    const wrong = await visitAll(around, payloads.map((_, i) => pathOf(i)), async (page, path) => {
      const text = payloads[Number(path.slice(-3))];
      const read = await page.evaluate(readRecord);
      const found = [...read.foreign, ...read.links];
      const shown = asShown(text);
      const parts = hostileFields.length;
      const same = read.values.filter((value) => value === shown).length;
      if (same !== parts) found.push(`${same} of ${parts} fields show ${JSON.stringify(shown).slice(0, 60)}: ${JSON.stringify(read.values).slice(0, 300)}`);
      if (read.heading !== shown) found.push(`the heading is ${JSON.stringify(read.heading).slice(0, 80)}`);
      if (!read.title.startsWith(shown.replace(/[\t\n ]+/g, ' ').slice(0, 100))) found.push(`the title is ${read.title.slice(0, 80)}`);
      if (read.handlers > 0) found.push(`${read.handlers} handlers`);
      if (read.directions > 0) found.push('text of another direction without dir=auto');
      compared += same;
      return found;
    });
    assert.deepEqual(wrong.slice(0, 20), []);
    return `${compared} fields`;
  });

  test('nor in lists, imports and their problems, profiles, addresses and errors', async (around) => {
    const { site } = around;
    const imports = (await getJson(site, '/imports.json')).filter((one) => one.file.startsWith('<img'));
    assert.equal(imports.length, 1);
    const paths = ['/imports', `/imports/${imports[0].import}`, '/projects', '/projects?from=50', '/countries/KE', '/projects?start=2013&country=KE'];
    for (let from = 100; from < 450; from += 50) paths.push(`/projects?from=${from}`);
    // Each string in one address in the browser, and in all of them without.
    const addresses = (part) => [`/projects/${part}`, `/projects?country=${part}`, `/projects?title=${part}`, `/projects?${part}=1`,
      `/${part}`, `/tables/${part}`, `/compare?first=${part}&second=${part}`, `/search?q=${part}`];
    const raw = [];
    await each(payloads.slice(0, 110).entries(), 4, async ([i, text]) => {
      const all = addresses(encodeURIComponent(text));
      paths.push(all[i % all.length]);
      for (const path of text.length > 2 && /[<"]/.test(text) ? all : []) {
        if ((await (await fetch(site.url + path)).text()).includes(text)) raw.push(path);
      }
    });
    assert.deepEqual(raw, []);
    const wrong = await visitAll(around, paths, (page) => page.evaluate(() => [
      ...[...document.querySelectorAll('script:not([type="application/ld+json"]), main img, main svg:not(.chart), iframe, style, object, embed, base, main form[action^=java]')].map((element) => element.outerHTML.slice(0, 80)),
      ...[...document.querySelectorAll('a')].map((a) => new URL(a.href.baseVal ?? a.href, document.baseURI).href).filter((href) => !/^(https?|mailto):/.test(href)), // those of drawings too
    ]));
    assert.deepEqual(wrong.slice(0, 20), []);
    return `${paths.length} addresses`;
  });

  test('a page that does run something is found out, and the policy stops it', async (around) => {
    const { page, close } = await openPage(around);
    const ran = [];
    page.on('dialog', (dialog) => ran.push(dialog.message())); // openPage() dismisses it
    await page.setContent('<img src=data:, onerror=alert("ran")>');
    await page.waitForTimeout(50);
    assert.deepEqual(ran, ['ran']); // without a policy it does
    const refused = [];
    page.on('console', (message) => refused.push(message.text()));
    await page.goto(`${around.site.url}/`);
    await page.evaluate(() => {
      document.body.insertAdjacentHTML('beforeend', '<img src=data:, onerror=alert("ran")><p style="color:red">x</p>');
      const script = document.createElement('script');
      script.textContent = 'alert("ran")';
      document.body.append(script);
    });
    await page.waitForTimeout(50);
    await close();
    assert.deepEqual(ran, ['ran']);
    assert.ok(refused.filter((text) => /Content Security Policy/.test(text)).length >= 3, refused.join('\n'));
  });
}
