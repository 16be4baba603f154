// Review: by the keyboard alone while the site breaks down, by plain forms, and by people who differ.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { look, lookNow } from './axe.test.js';
import { payloads } from './payloads.js';
import { openPage, password, signIn, startSite } from './site.js';

const queue = '/review/labour-migration';

// A site of its own: what is judged here stays out of the other tests.
let own;
const ownSite = async ({ browser }) => ({ site: await (own ??= startSite({ hostile: false })), browser });

const rows = (site, sql) => JSON.parse(execFileSync('sqlite3', ['-json', site.database, sql], { encoding: 'utf8' }) || '[]');
const judgements = (site, where = '1') => rows(site, `SELECT o.record, j.lens, j.theme, j.person, j.verdict, j.note, j.superseded, j.settles
  FROM judgement AS j JOIN original AS o ON o.record = j.record WHERE ${where} ORDER BY j.id`);

// The tag that is shown, "KIND:IDENTIFIER THEME"; '' when none is.
const shown = (page) => page.evaluate(() => {
  const form = document.querySelector('#judge');
  return form ? `${form.querySelector('[name=item]').value} ${form.querySelector('[name=theme]').value}` : '';
});
const other = (page, before) => page.waitForFunction((was) => {
  const form = document.querySelector('#judge:not(.waits)');
  return form && `${form.querySelector('[name=item]').value} ${form.querySelector('[name=theme]').value}` !== was;
}, before, { timeout: 30000 });
const allSaved = (page) => page.waitForFunction(() => !Object.keys(localStorage).some((name) => name.startsWith('crosscut-review/')), null, { timeout: 30000 });
const reviewing = async (around, options, who = 'reviewer', path = queue) => {
  const one = await openPage(around, options);
  await signIn(around, one.page, who, path);
  await one.page.waitForLoadState('load'); // the script has run
  return one;
};

export default function declare(test) {
  test('200 tags by the keyboard alone; the site is killed twice, a tab is closed: nothing lost, nothing twice', async (around) => {
    const all = await ownSite(around);
    const { site } = all;
    const { page: first, wrongs, close } = await reviewing(all);
    let page = first;
    const said = new Map();
    const begun = Date.now();
    const slow = [];
    for (let i = 0; i < 200; i++) {
      const item = await shown(page);
      assert.notEqual(item, '', `tag ${i}: ${await page.innerText('main')}`);
      assert.ok(!said.has(item), `${item} is asked twice`);
      const yes = i % 3 !== 0;
      const pressed = Date.now();
      if (i === 60 || i === 120) await site.kill();
      said.set(item, yes ? 'confirmed' : 'rejected');
      await page.keyboard.press(yes ? 'a' : 'x');
      // One more answer without a site, if its tag was fetched before; then the site is back.
      if (i === 60 || i === 120) {
        await other(page, item);
        continue;
      }
      if (i === 61 || i === 121) {
        assert.match(await page.textContent('#unsaved'), /^\d+ not yet saved/);
        if (i === 121) {
          // The tab is closed with answers that nobody has; another one finds them.
          const next = await page.context().newPage();
          await page.close();
          page = next;
          await site.revive();
          await page.goto(site.url + queue);
          await allSaved(page);
          await page.goto(site.url + queue);
          continue;
        }
        await site.revive();
      }
      await other(page, item);
      if (i === 59 || i === 119) await page.waitForTimeout(300);
      if (i < 60) slow.push(Date.now() - pressed);
    }
    const minutes = (Date.now() - begun) / 60000;
    await allSaved(page);
    const kept = judgements(site, "person = 'reviewer'");
    assert.equal(kept.length, 200);
    assert.equal(new Set(kept.map((one) => `${one.record} ${one.theme}`)).size, 200);
    const counts = (verdict, from) => from.filter((one) => one === verdict).length;
    assert.equal(counts('confirmed', kept.map((one) => one.verdict)), counts('confirmed', [...said.values()]));
    const decided = new Map(rows(site, `SELECT kind || ':' || identifier || ' ' || theme AS item, verdict FROM decision JOIN original USING (record)
      JOIN (${['project', 'publication', 'event', 'practice', 'media-item', 'outcome'].map((kind) => `SELECT id, identifier FROM "${kind.replace('-', '_')}"`).join(' UNION ALL ')}) ON id = record`)
      .map((one) => [one.item, one.verdict]));
    for (const [item, verdict] of said) if (decided.has(item)) assert.equal(decided.get(item), verdict, item);
    assert.ok(decided.size > 100);
    assert.ok(200 / minutes >= 30, `${200 / minutes} a minute`);
    slow.sort((a, b) => a - b);
    assert.deepEqual(wrongs.filter((text) => !/ERR_|net::/.test(text)), []);
    await close();
    return `${Math.round(200 / minutes)} a minute, the next tag after ${slow[30]} ms (median)`;
  });

  test('answers wait while the line is down, and are counted while they do', async (around) => {
    const all = await ownSite(around);
    const { page, close } = await reviewing(all);
    const before = judgements(all.site).length;
    await page.waitForTimeout(500); // the next three are being fetched
    await page.context().setOffline(true);
    for (let i = 0; i < 3; i++) {
      const item = await shown(page);
      await page.keyboard.press('a');
      await other(page, item);
    }
    assert.match(await page.textContent('#unsaved'), /3 not yet saved/);
    assert.equal(judgements(all.site).length, before);
    await page.context().setOffline(false);
    await allSaved(page);
    await page.waitForFunction(() => document.querySelector('#unsaved').hidden);
    assert.equal(judgements(all.site).length, before + 3);
    await close();
  });

  test('answers outlive a session that ends, and are not sent for somebody else', async (around) => {
    const all = await ownSite(around);
    const { page, close } = await reviewing(all);
    const before = judgements(all.site).length;
    const session = (await page.context().cookies()).find((cookie) => cookie.name === 'session');
    await page.context().clearCookies();
    await page.keyboard.press('a');
    await page.waitForFunction(() => /sign in again/.test(document.querySelector('#unsaved')?.textContent ?? ''));
    const next = await page.context().newPage();
    await signIn(all, next, 'editor', queue);
    await next.waitForTimeout(5000); // the first tab tries again meanwhile
    assert.equal(judgements(all.site).length, before);
    await page.context().clearCookies();
    await page.context().addCookies([session]);
    await next.goto(all.site.url + queue);
    await allSaved(next);
    assert.equal(judgements(all.site).length, before + 1);
    assert.equal(judgements(all.site).at(-1).person, 'reviewer');
    await close();
  });

  test('when what was fetched is used up after the session, signing in says what waits, and nothing is lost', async (around) => {
    const all = await ownSite(around);
    const { page, close } = await reviewing(all);
    const before = judgements(all.site).length;
    await page.context().clearCookies();
    for (let i = 0; i < 12 && new URL(page.url()).pathname !== '/sign-in'; i++) {
      await page.keyboard.press('a');
      await page.waitForTimeout(700);
    }
    await page.waitForURL(/\/sign-in\?/);
    const waits = Number(new URL(page.url()).searchParams.get('waits'));
    assert.ok(waits >= 2, `${waits} wait`);
    assert.match(await page.textContent('.notice'), new RegExp(`session has ended.*${waits} answers wait`));
    await page.fill('#name', 'reviewer');
    await page.fill('#password', password);
    await page.click('main button');
    await allSaved(page);
    assert.equal(judgements(all.site).length, before + waits);
    await close();
  });

  test('the keys: undo without end, themes, marks, help, search; never in a field, and to be changed or switched off', async (around) => {
    const all = await ownSite(around);
    const { page, wrongs, close } = await reviewing(all);
    const items = [];
    for (const key of ['a', 'x', 'a', 'f']) {
      items.push(await shown(page));
      await page.keyboard.press(key);
      await other(page, items.at(-1));
    }
    for (const item of items.toReversed()) {
      const at = await shown(page);
      await page.keyboard.press('Backspace');
      await other(page, at);
      assert.equal(await shown(page), item);
    }
    await allSaved(page);
    const last = judgements(all.site, "person = 'reviewer'").slice(-8);
    assert.deepEqual(last.map((one) => one.verdict), ['confirmed', 'rejected', 'confirmed', 'flagged', 'withdrawn', 'withdrawn', 'withdrawn', 'withdrawn']);
    // Further back than this tab has judged.
    const at = await shown(page);
    await page.keyboard.press('Backspace');
    await other(page, at);
    await allSaved(page);
    assert.equal(judgements(all.site, "person = 'reviewer'").at(-1).verdict, 'withdrawn');
    // A theme on and off again; the tag stays.
    const here = await shown(page);
    await page.keyboard.press('2');
    assert.equal(await page.getAttribute('[data-act="2"]', 'aria-pressed'), 'true');
    await page.keyboard.press('2');
    assert.equal(await page.getAttribute('[data-act="2"]', 'aria-pressed'), 'false');
    await allSaved(page);
    assert.deepEqual(judgements(all.site).slice(-2).map((one) => one.verdict), ['confirmed', 'withdrawn']);
    assert.equal(await shown(page), here);
    // Marks.
    if (await page.locator('#text mark').count() > 0) {
      await page.keyboard.press('j');
      assert.equal(await page.evaluate(() => document.activeElement.localName), 'mark');
      await page.keyboard.press('k');
    }
    // In a field a key is a letter.
    await page.keyboard.press('n');
    await page.keyboard.type('axf 1jh');
    assert.equal(await page.inputValue('#note'), 'axf 1jh');
    assert.equal(await shown(page), here);
    await page.evaluate(() => document.activeElement.blur());
    await page.keyboard.press('/');
    assert.equal(await page.evaluate(() => document.activeElement.name), 'q');
    await page.evaluate(() => document.activeElement.blur());
    // Another key for yes, and no keys at all.
    await page.keyboard.press('h');
    await page.locator('#keys input[size]').first().press('y');
    await page.click('#keys button');
    await page.keyboard.press('a');
    assert.equal(await shown(page), here);
    await page.keyboard.press('y');
    await other(page, here);
    const second = await shown(page);
    await page.click('#help');
    await page.click('#keys [type=checkbox]');
    await page.click('#keys button');
    await page.evaluate(() => document.activeElement.blur());
    for (const key of ['y', 'x', ' ', 'Backspace', '1']) await page.keyboard.press(key);
    assert.equal(await shown(page), second);
    assert.ok(!await page.locator('#judge kbd').first().isVisible());
    await page.reload();
    assert.ok(!await page.locator('#judge kbd').first().isVisible());
    await allSaved(page);
    assert.equal(judgements(all.site).at(-1).verdict, 'confirmed');
    assert.deepEqual(wrongs, []);
    await close();
  });

  test('at its end the queue says so, and the last answer can still be taken back', async (around) => {
    const all = await ownSite(around);
    const { page, wrongs, close } = await reviewing(all, {}, 'editor', `${queue}?only=health`);
    let item;
    for (let left = Number(await page.innerText('#left')); left > 0; left--) {
      item = await shown(page);
      assert.match(item, / health$/);
      await page.keyboard.press('x');
      if (left > 1) await other(page, item);
    }
    await page.waitForSelector('main .lead');
    assert.match(await page.innerText('main'), /Nothing waits/);
    await page.keyboard.press('Backspace');
    await page.waitForSelector('#judge');
    assert.equal(await shown(page), item);
    await allSaved(page);
    assert.equal(judgements(all.site).at(-1).verdict, 'withdrawn');
    assert.deepEqual(wrongs, []);
    await close();
  });

  test('without JavaScript each answer is a form, and can be taken back', async (around) => {
    const all = await ownSite(around);
    const { page, wrongs, close } = await reviewing(all, { javaScriptEnabled: false }, 'administrator');
    const items = [];
    const item = async () => `${await page.inputValue('#judge [name=item]')} ${await page.inputValue('#judge [name=theme]')}`;
    for (const value of ['confirmed', 'rejected', 'skipped', 'confirmed', 'rejected', 'confirmed']) {
      items.push(await item());
      await page.click(`#judge [value=${value}]`);
    }
    assert.equal(new Set(items).size, 6);
    assert.equal(await page.innerText('#done'), '5');
    assert.equal(await page.locator('#last li').count(), 5);
    await page.click('#undo button');
    assert.equal(await item(), items[5]);
    await page.click('#undo button');
    assert.equal(await item(), items[4]);
    // By the list of the last answers to an earlier one, which is changed.
    await page.click('#last li:last-child a');
    assert.equal(await item(), items[0]);
    assert.match(await page.innerText('.said'), /Yes/);
    await page.fill('#note', 'after all');
    await page.click('#judge [value=rejected]');
    const kept = judgements(all.site, "person = 'administrator' AND superseded IS NULL");
    assert.deepEqual(kept.map((one) => one.verdict), ['rejected', 'skipped', 'confirmed', 'withdrawn', 'withdrawn', 'rejected']);
    assert.equal(kept.at(-1).note, 'after all');
    assert.deepEqual(wrongs, []);
    await close();
  });

  test('two who judge blind and differ; what they note runs nowhere; an editor settles it', async (around) => {
    const all = await ownSite(around);
    const hostile = payloads.slice(0, 40).join(' ').slice(0, 900);
    const one = await reviewing(all);
    const path = new URL(await one.page.getAttribute('#next a', 'href'), all.site.url).href;
    const two = await reviewing(all, {}, 'administrator');
    await one.page.goto(path);
    await two.page.goto(path);
    const item = await shown(one.page);
    await one.page.fill('#note', hostile);
    await one.page.click('#judge [value=confirmed]');
    await allSaved(one.page);
    await two.page.goto(path); // nothing here says what the first has said
    assert.ok(!(await two.page.innerText('.answer')).includes('alert'));
    await two.page.fill('#note', '<img src=x onerror=alert(1)>');
    await two.page.click('#judge [value=rejected]');
    await allSaved(two.page);
    const three = await reviewing(all, {}, 'editor', '/review/disagreements');
    const section = three.page.locator('.disputed').filter({ hasText: 'onerror=alert(1)>' }).last();
    assert.equal(await section.locator('[name=item]').inputValue(), item.split(' ')[0]);
    assert.deepEqual(await section.locator('.voices b').allInnerTexts(), ['reviewer', 'administrator']);
    assert.equal((await section.locator('.note').first().textContent()).replace(/\s+/g, ' ').trim(), hostile.replace(/\s+/g, ' ').trim());
    await section.locator('button').last().click();
    const [settled] = judgements(all.site).slice(-1);
    assert.equal(settled.verdict, 'rejected');
    assert.equal(settled.settles, 1);
    await three.page.goto(`${all.site.url}/review/stats`);
    assert.match(await three.page.innerText('main'), /administrator and reviewer/);
    assert.deepEqual([...one.wrongs, ...two.wrongs, ...three.wrongs], []);
    for (const page of [one, two, three]) await page.close();
  });

  test('no violation on the pages of review, in three languages, light and dark, at 320 px and from right to left', async (around) => {
    const all = await ownSite(around);
    const asks = await reviewing(all, {}, 'contributor', '/'); // who may not
    const mine = await reviewing(all, {}, 'reviewer');
    const at = await shown(mine.page);
    await mine.page.keyboard.press('f'); // so that there is a disagreement
    await other(mine.page, at);
    await allSaved(mine.page);
    const own = await reviewing(all, {}, 'editor');
    const found = { axe: [], phone: [], rtl: [], zoom: [] };
    for (const path of ['/review', queue, `${queue}?only=recruit`, '/review/disagreements', '/review/stats']) {
      for (const language of ['en', 'fr', 'es']) {
        const looked = await look(own, { name: path, path, language }, all.site);
        for (const way of Object.keys(looked)) found[way].push(...looked[way].map((text) => `${path} (${language}): ${text}`));
      }
    }
    // The box of keys is part of it.
    await own.page.goto(all.site.url + queue);
    await own.page.setViewportSize({ width: 1280, height: 900 });
    await own.page.keyboard.press('h');
    found.axe.push(...await lookNow(own.page));
    await own.page.keyboard.press('Escape');
    await own.page.keyboard.press('a'); // and a page that the script has made
    await own.page.waitForTimeout(500);
    found.axe.push(...await lookNow(own.page));
    assert.equal((await asks.page.goto(all.site.url + queue)).status(), 403);
    assert.deepEqual(found, { axe: [], phone: [], rtl: [], zoom: [] });
    for (const one of [asks, mine, own]) await one.close();
  });

  test('the script is at most 15 KB', async (around) => {
    const { site } = await ownSite(around);
    const script = await (await fetch(`${site.url}/review.js`)).arrayBuffer();
    assert.ok(script.byteLength <= 15 * 1024, `${script.byteLength} bytes`);
  });
}
