// The pages in use: by the keyboard, without JavaScript, over a slow line, on paper.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { gzipSync } from 'node:zlib';
import { each, openPage } from './site.js';
import { templates, withLanguage } from './templates.js';

async function onEach(around, options, look) {
  const wrong = [];
  const own = [await openPage(around, options), await openPage(around, options)];
  await each(await templates(around.site), own.length, async (template) => {
    const one = own.pop();
    (await look(one.page, template)).forEach((text) => wrong.push(`${template.name}: ${text}`));
    one.wrongs.splice(0).forEach((text) => wrong.push(`${template.name}: ${text}`));
    own.push(one);
  });
  await Promise.all(own.map((one) => one.close()));
  assert.deepEqual(wrong, []);
}

// What has the focus: where it stands, what is drawn around it, and whether it is the skip link.
const focused = () => {
  const element = document.activeElement;
  const style = getComputedStyle(element);
  const box = element.getBoundingClientRect();
  return {
    html: element.outerHTML.slice(0, 80),
    skip: element.className === 'skip',
    main: element.closest('main') !== null,
    outline: style.outlineStyle === 'none' ? 0 : parseFloat(style.outlineWidth),
    seen: box.width >= 8 && box.height >= 8 && box.bottom > 0 && box.top < innerHeight,
    end: element === document.body,
  };
};

// The bytes that came over the wire, headers and all, and the requests that brought them.
async function weigh(page, work, empty) {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  if (empty) await session.send('Network.clearBrowserCache');
  const got = { requests: 0, bytes: 0 };
  session.on('Network.requestWillBeSent', () => { got.requests++; });
  session.on('Network.loadingFinished', ({ encodedDataLength }) => { got.bytes += encodedDataLength; });
  await work();
  await session.detach();
  return got;
}

export default function declare(test) {
  test('the first press of Tab is the skip link, which leads to the content; every stop is seen', async (around) => {
    await onEach(around, {}, async (page, { path }) => {
      const wrong = [];
      await page.goto(around.site.url + path);
      await page.keyboard.press('Tab');
      const first = await page.evaluate(focused);
      if (!first.skip || !first.seen || first.outline < 2) wrong.push(`the first stop is ${first.html}`);
      await page.keyboard.press('Enter');
      await page.keyboard.press('Tab');
      const next = await page.evaluate(focused);
      const anything = await page.evaluate(() => document.querySelector('main :is(a, button, select, input, summary, [tabindex])') !== null);
      if (anything && !next.main) wrong.push(`after the skip link comes ${next.html}`);
      // From the top again, through the first stops of the page.
      await page.goto(around.site.url + path);
      for (let i = 0; i < 12; i++) {
        await page.keyboard.press('Tab');
        const stop = await page.evaluate(focused);
        if (stop.end) break;
        if (!stop.seen || stop.outline < 2) wrong.push(`stop ${i} is not seen: ${stop.html}`);
      }
      return wrong;
    });
  });

  test('without JavaScript every page says the same', async (around) => {
    const texts = new Map();
    const read = async (page, { path }) => {
      await page.goto(around.site.url + path);
      const text = await page.evaluate(() => document.body.innerText);
      if (!texts.has(path)) texts.set(path, text);
      return texts.get(path) === text ? [] : ['says something else'];
    };
    await onEach(around, { javaScriptEnabled: false }, read);
    await onEach(around, {}, read);
  });

  test('without JavaScript a form and a facet work, and the address keeps what was chosen', async (around) => {
    const { page, close } = await openPage(around, { javaScriptEnabled: false });
    await page.goto(`${around.site.url}/compare?lang=fr`);
    await page.selectOption('#second', { index: 2 });
    await page.click('main form button');
    assert.match(page.url(), /first=.+&second=.+lang=fr/);
    assert.ok(await page.locator('main h2').count() >= 3);
    await page.goto(`${around.site.url}/projects`);
    const link = page.locator('.facets li a').first();
    const number = await link.locator('xpath=following-sibling::span').innerText();
    await link.click();
    assert.ok((await page.innerText('h1 small')).startsWith(`${number} `));
    await page.click('.chips a');
    assert.equal(page.url(), `${around.site.url}/projects`);
    await close();
  });

  test('without JavaScript several boxes and fields of a list are sent, and its address gives the same elsewhere', async (around) => {
    const { page, close } = await openPage(around, { javaScriptEnabled: false });
    await page.goto(`${around.site.url}/projects?sort=title`);
    await page.fill('.facets input[name="title~"]', 'migr');
    await page.fill('.facets input[name="start>"]', '2005');
    await page.check('.facets input[value="TH"]');
    await page.check('.facets input[value="NP"]');
    await page.click('.facets form > p:last-of-type button');
    const address = page.url();
    assert.equal(address, `${around.site.url}/projects?title~=migr&start%3E=2005&country=NP%7CTH&sort=title`
      .replace('NP%7CTH', address.includes('TH%7CNP') ? 'TH%7CNP' : 'NP%7CTH'));
    const main = await page.innerHTML('main');
    assert.ok(await page.isChecked('.facets input[value="TH"]') && await page.isChecked('.facets input[value="NP"]'));
    assert.equal(await page.inputValue('.facets input[name="title~"]'), 'migr');
    await close();
    const other = await openPage(around);
    await other.page.goto(address);
    assert.equal(await other.page.innerHTML('main'), main);
    assert.equal(await other.page.getAttribute('th[aria-sort]', 'aria-sort'), 'ascending');
    await other.close();
  });

  test('a first view is at most 50 KB in 5 requests, HTML 14 KB, style 10 KB; a second at most 15 KB', async (around) => {
    const sizes = [];
    const style = gzipSync(Buffer.from(await (await fetch(`${around.site.url}/style.css`)).arrayBuffer())).length;
    assert.ok(style <= 10 * 1024, `the style is ${style} bytes`);
    const { page, close } = await openPage(around);
    for (const { name, path } of await templates(around.site)) {
      const go = () => page.goto(around.site.url + withLanguage(path, 'fr'));
      const first = await weigh(page, go, true);
      const second = await weigh(page, go, false);
      sizes.push({ name, ...first, again: second.bytes });
    }
    await close();
    // 14 KB of HTML and the head of the answer. The claims and long reports are one page on purpose: they are read as a whole.
    const over = sizes.filter((one) => one.bytes > 50 * 1024 || one.requests > 5 || one.again > 15 * 1024
      || (one.bytes - style > 15 * 1024 && !['claims', 'report', 'report of claims'].includes(one.name)));
    assert.deepEqual(over, []);
    const most = sizes.reduce((a, b) => (b.bytes > a.bytes ? b : a));
    return `most: ${most.name}, ${most.bytes} bytes in ${most.requests} requests, ${most.again} the second time`;
  });

  test('on a phone the way around is one word, opened by keyboard too; the content begins high', async (around) => {
    const { page, close } = await openPage(around, { viewport: { width: 320, height: 640 }, javaScriptEnabled: false });
    await page.goto(`${around.site.url}/projects`);
    const top = await page.locator('main').evaluate((main) => main.getBoundingClientRect().top);
    assert.ok(top <= 130, `main begins at ${top}`);
    const tables = page.locator('header nav a[href^="/tables"]');
    assert.equal(await tables.isVisible(), false);
    await page.focus('header .menu summary');
    await page.keyboard.press('Enter');
    assert.equal(await tables.isVisible(), true);
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement.closest('header nav') !== null), true);
    await page.click('header .languages a[lang=fr]');
    assert.match(await page.textContent('h1'), /Projets/);
    // Wide, it is open, and there is nothing to be opened.
    await page.setViewportSize({ width: 1280, height: 800 });
    assert.equal(await tables.isVisible(), true);
    assert.equal(await page.locator('header .menu summary').isVisible(), false);
    await close();
  });

  test('on a phone what a search found stands before its kinds, which are opened by one word', async (around) => {
    const { page, close } = await openPage(around, { viewport: { width: 320, height: 640 }, javaScriptEnabled: false });
    await page.goto(`${around.site.url}/search?q=project`);
    const kind = page.locator('.facets a').first();
    assert.equal(await kind.isVisible(), false);
    const top = await page.locator('.found h2').first().evaluate((hit) => hit.getBoundingClientRect().top);
    assert.ok(top <= 640, `the first hit begins at ${top}`);
    await page.focus('.facets .narrow summary');
    await page.keyboard.press('Enter');
    assert.equal(await kind.isVisible(), true);
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.keyboard.press('Enter');
    assert.equal(await kind.isVisible(), true);
    await close();
  });

  test('a tag shows exactly its words: under the pointer, by keyboard, and by its address', async (around) => {
    const { page, close } = await openPage(around);
    const record = (await templates(around.site)).find((one) => one.name === 'record with evidence').path;
    await page.goto(around.site.url + record);
    // The words that stand out, and those that are quoted below the tag; where marks overlap they are cut.
    const shown = () => page.evaluate(() => [...document.querySelectorAll('.fields mark')]
      .filter((mark) => getComputedStyle(mark).outlineStyle === 'solid')
      .map((mark) => { const copy = mark.cloneNode(true); copy.querySelectorAll('sup').forEach((sup) => sup.remove()); return copy.textContent; }).join('|'));
    const own = (tag) => tag.evaluate((details) => {
      const from = (link) => document.querySelector(link.getAttribute('href'));
      const covered = new Set();
      for (const link of details.querySelectorAll('li > a')) {
        let mark = from(link).closest('mark');
        let left = link.parentNode.querySelector('q').textContent.length;
        while (left > 0) {
          covered.add(mark);
          const copy = mark.cloneNode(true);
          copy.querySelectorAll('sup').forEach((sup) => sup.remove());
          left -= copy.textContent.length;
          mark = mark.nextElementSibling;
        }
      }
      return [...document.querySelectorAll('.fields mark')].filter((mark) => covered.has(mark))
        .map((mark) => { const copy = mark.cloneNode(true); copy.querySelectorAll('sup').forEach((sup) => sup.remove()); return copy.textContent; }).join('|');
    });
    const tags = page.locator('.tags details');
    assert.ok(await tags.count() >= 2);
    assert.equal(await shown(), '');
    const differ = new Set();
    for (const tag of await tags.all()) {
      await tag.locator('summary').hover();
      assert.equal(await shown(), await own(tag));
      differ.add(await own(tag));
    }
    assert.ok(differ.size >= 2, 'all tags of the record have the same words');
    await page.mouse.move(5, 5);
    await tags.first().locator('summary').focus();
    assert.equal(await shown(), await own(tags.first()));
    // The pointer is heard before the focus.
    await tags.last().locator('summary').hover();
    assert.equal(await shown(), await own(tags.last()));
    await page.mouse.move(5, 5);
    await page.evaluate(() => document.activeElement.blur());
    for (const tag of await tags.all()) {
      await page.goto(`${around.site.url}${record}#${await tag.getAttribute('id')}`);
      assert.equal(await shown(), await own(tag));
      assert.ok(await tag.locator('li').first().isVisible(), 'a folded tag that is linked to is not shown');
    }
    assert.equal(await page.locator('.tags details').filter({ hasNotText: /rule|person/ }).count(), 0);
    await close();
  });

  test('on paper there is no navigation, heads repeat on every sheet, and marks are numbered underlines', async (around) => {
    const { page, close } = await openPage(around);
    const paper = async (path) => {
      await page.goto(around.site.url + path);
      const pdf = await page.pdf({ format: 'A4', preferCSSPageSize: true });
      return execFileSync('pdftotext', ['-layout', '-', '-'], { input: pdf }).toString().split('\f').slice(0, -1);
    };
    const imports = (await (await fetch(`${around.site.url}/imports.json`)).json()).find((one) => one.file.startsWith('<img'));
    const sheets = await paper(`/imports/${imports.import}`);
    assert.ok(sheets.length >= 2, 'the page of an import with many problems is one sheet');
    for (const sheet of sheets) assert.match(sheet, /Line +Record +Field +Rule/);
    for (const sheet of await paper('/projects?from=100')) assert.doesNotMatch(sheet, /Tables +Definitions|Skip to|Français|Narrow/);
    assert.equal((await paper('/countries/TH')).length, 2, 'the page of a country is a brief of two sheets');
    const record = (await templates(around.site)).find((one) => one.name === 'record with evidence').path;
    const printed = (await paper(record)).join('');
    assert.doesNotMatch(printed, /Tables +Definitions|This page as data/);
    assert.match(printed, /^ *1 ?\/ ?\d+$/m); // the number of the sheet
    // A folded tag cannot be opened on paper: all are.
    assert.equal(printed.match(/^ *\d+ {2,}\S/gm).length, await page.locator('.tags li q').count());
    await page.emulateMedia({ media: 'print' });
    const mark = await page.evaluate(() => {
      const element = document.querySelector('mark');
      const style = getComputedStyle(element);
      return { under: parseFloat(style.borderBottomWidth), line: style.borderBottomStyle, number: element.querySelector('sup').textContent, shown: getComputedStyle(element.querySelector('sup')).display };
    });
    assert.ok(mark.under >= 1);
    assert.deepEqual([mark.line, mark.number], ['solid', '1']);
    assert.notEqual(mark.shown, 'none');
    await page.emulateMedia({ media: null });
    // Every sheet says where it comes from and when; nothing is there to be pressed, and no heading stands alone.
    for (const path of [record, '/projects', '/countries/TH', '/tables/projects-by-region', '/practices/form']) {
      for (const sheet of await paper(path)) {
        assert.ok(sheet.includes(`${around.site.url}${path}, on 20`), `${path}: ${sheet.slice(-300)}`);
        assert.doesNotMatch(sheet, /Sign in|Method +Data|Show its words|×/);
      }
    }
    await close();
  });
}
