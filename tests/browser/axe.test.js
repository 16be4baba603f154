// axe-core on every template in three languages, light and dark; and what axe does not see: the width of a phone.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { each, openPage, signIn } from './site.js';
import { staffTemplates, templates, withLanguage } from './templates.js';

export const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
export const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
export const rules = (...values) => ({ runOnly: { type: 'rule', values } });

// Everything that axe finds on the page as it is now.
export async function lookNow(page) {
  await page.evaluate(axe);
  return violations(page, { runOnly: tags });
}

// Each rule that is broken, with the first elements that break it.
export function violations(page, options) {
  return page.evaluate(async (given) => {
    const { violations: found } = await window.axe.run(document, { ...given, resultTypes: ['violations'], preload: false });
    return found.map((one) => `${one.id}: ${one.help}: ${one.nodes.slice(0, 3).map((node) =>
      `${node.target.join(' ')} ${node.any[0]?.message ?? ''} ${node.html.slice(0, 120)}`).join(' | ')} (${one.nodes.length})`);
  }, options);
}

// What is wider than the window, by itself or by what is in it, if the page then scrolls sideways.
export function tooWide(page) {
  return page.evaluate(() => {
    if (document.scrollingElement.scrollWidth <= innerWidth) return [];
    const beyond = [...document.body.querySelectorAll('*')].filter((element) => {
      const box = element.getBoundingClientRect();
      return (box.right > innerWidth + 1 || box.left < -1) && !element.closest('.scroll, .rows, pre');
    });
    return [`${document.scrollingElement.scrollWidth} px wide: ${beyond.slice(-3).map((element) => `${element.localName}.${element.className}`)}`];
  });
}

export const tableLacks = (page) => page.evaluate(() =>
  [...document.querySelectorAll('table')].filter((table) =>
    !(table.caption || table.ariaLabel || table.hasAttribute('aria-labelledby')) || table.querySelector('th:not([scope])'))
    .map((table) => `a table without name or scope: ${table.outerHTML.slice(0, 100)}`));

// Looks at one template in one language in every way, one after the other in the same page.
export async function look({ page, wrongs }, { name, path, language, act }, site) {
  const found = { axe: [], phone: [], rtl: [], zoom: [] };
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize({ width: 1280, height: 900 });
  const answer = await page.goto(site.url + withLanguage(path, language));
  assert.equal(answer.ok(), !/^(not found|bad question|not allowed)\b/.test(name), `${path}: ${answer.status()}`);
  await act?.(page);
  await page.evaluate(axe);
  assert.equal(await page.evaluate(() => document.documentElement.lang), language);
  found.axe.push(...await violations(page, { runOnly: tags }), ...await tableLacks(page));
  await page.emulateMedia({ colorScheme: 'dark' }); // only colours differ in the dark
  found.axe.push(...(await violations(page, rules('color-contrast'))).map((text) => `dark: ${text}`));
  await page.setViewportSize({ width: 320, height: 640 });
  found.phone.push(...await tooWide(page));
  if (language === 'en') {
    found.phone.push(...await violations(page, rules('target-size', 'scrollable-region-focusable')));
    await page.evaluate(() => { document.documentElement.dir = 'rtl'; });
    found.rtl.push(...await tooWide(page));
    await page.evaluate(() => { document.documentElement.dir = ''; });
    await page.setViewportSize({ width: 640, height: 450 }); // 1280 x 900 at 200 %
    found.zoom.push(...await tooWide(page), ...await violations(page, { runOnly: tags }));
  }
  found.axe.push(...wrongs.splice(0));
  return found;
}

let surveyed;
async function survey(around) {
  const { site } = around;
  const all = [...await templates(site), ...await staffTemplates(site)].flatMap((template) => ['en', 'fr', 'es'].map((language) => ({ ...template, language })));
  const found = { count: all.length, axe: [], phone: [], rtl: [], zoom: [] };
  for (const name of new Set(all.map((one) => one.as))) {
    const pages = [await openPage(around), await openPage(around)];
    for (const { page } of name ? pages : []) await signIn(around, page, name, '/tables');
    await each(all.filter((one) => one.as === name), pages.length, async (one) => {
      const own = pages.pop();
      const looked = await look(own, one, site);
      for (const way of Object.keys(looked)) found[way].push(...looked[way].map((text) => `${one.name} (${one.language}): ${text}`));
      pages.push(own);
    });
    await Promise.all(pages.map((own) => own.close()));
  }
  return found;
}

export default function declare(test) {
  const once = (around) => (surveyed ??= survey(around));
  test('no violation on any template, in three languages, light and dark', async (around) => {
    const found = await once(around);
    assert.deepEqual(found.axe, []);
    return `${found.count} pages twice`;
  });
  test('at 320 px no page scrolls sideways, and what is pressed is large enough', async (around) => {
    assert.deepEqual((await once(around)).phone, []);
  });
  test('written from right to left no page scrolls sideways', async (around) => {
    assert.deepEqual((await once(around)).rtl, []);
  });
  test('at 200 % no page scrolls sideways, and axe finds no violation', async (around) => {
    assert.deepEqual((await once(around)).zoom, []);
  });
  test('axe finds what is wrong', async (around) => {
    const { page, close } = await openPage(around);
    await page.setContent('<html lang="en"><title>x</title><main><h1>x</h1><img src="data:,"><p style="color:#ccc;background:#fff">pale</p><table><tr><th>x</table>');
    await page.evaluate(axe);
    const found = [...await violations(page, { runOnly: tags }), ...await tableLacks(page)].join('\n');
    await close();
    assert.match(found, /image-alt/);
    assert.match(found, /color-contrast/);
    assert.match(found, /without name or scope/);
  });
}
