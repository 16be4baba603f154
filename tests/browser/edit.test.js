// Editing in a browser: the form of every kind, what is wrong said and kept, drafts, conflicts, proposals, deletion.
import assert from 'node:assert/strict';
import { axe, look, tags, tooWide, violations } from './axe.test.js';
import { payloads } from './payloads.js';
import { each, openPage, signIn } from './site.js';

const plainly = { javaScriptEnabled: false };

async function openAs(around, name, options = {}, to = '/') {
  const one = await openPage(around, options);
  one.page.setDefaultTimeout(8000);
  await signIn(around, one.page, name, to);
  return one;
}

// The plural names of all kinds, from the page where editing begins.
async function kinds({ site }, page) {
  await page.goto(`${site.url}/edit`);
  return page.$$eval('.columns a', (links) => links.map((link) => new URL(link.href).pathname.split('/')[1]));
}

const versions = async ({ site }, page, path) => (await (await page.request.get(`${site.url}${path}/history.json`)).json()).versions;
const here = (page) => decodeURIComponent(new URL(page.url()).pathname);
const save = (page) => page.click('.bar button');

// Enters a project of that name; gives its path.
async function enter({ site }, page, identifier, values) {
  await page.goto(`${site.url}/projects/new`);
  await page.fill('[name="-identifier"]', identifier);
  await page.click('details.others > summary');
  for (const [name, value] of Object.entries(values)) await page.fill(`[name="${name}"]`, value);
  await save(page);
  assert.equal(here(page), `/projects/${identifier}`, (await page.locator('.errors').allTextContents()).join());
  return `/projects/${identifier}`;
}

// axe and a phone's width, for a page that is the answer to a form.
async function looksGood(page) {
  await page.evaluate(axe);
  const wrong = await violations(page, { runOnly: tags });
  await page.setViewportSize({ width: 320, height: 640 });
  wrong.push(...await tooWide(page));
  await page.setViewportSize({ width: 1280, height: 900 });
  assert.deepEqual(wrong, []);
}

export default function declare(test) {
  test('the form of a record of each kind, sent unchanged, stores nothing', async (around) => {
    const { page, wrongs, close } = await openAs(around, 'editor', plainly);
    const wrong = [];
    let looked = 0;
    for (const kind of await kinds(around, page)) {
      const { rows } = await (await fetch(`${around.site.url}/${kind}.json`)).json();
      const longest = rows.reduce((a, b) => (JSON.stringify(b).length > JSON.stringify(a).length ? b : a), rows[0]);
      for (const row of new Set([rows[0], longest, rows.at(-1)])) {
        if (!row) continue;
        const path = `/${kind}/${encodeURIComponent(row.identifier)}`;
        const before = (await versions(around, page, path)).length;
        await page.goto(`${around.site.url}${path}/edit`);
        await save(page);
        if (here(page) !== decodeURIComponent(path)) wrong.push(`${path}: ${here(page)} ${await page.locator('.errors').allTextContents()}`);
        const after = (await versions(around, page, path)).length;
        if (after !== before) wrong.push(`${path}: ${after - before} versions more`);
        looked++;
      }
    }
    wrong.push(...wrongs);
    await close();
    assert.deepEqual(wrong, []);
    assert.ok(looked > 60, `only ${looked} records`);
    return `${looked} records`;
  });

  test('an empty form of each kind says what is missing, and leads to the fields', async (around) => {
    const { page, wrongs, close } = await openAs(around, 'editor');
    const wrong = [];
    const all = await kinds(around, page);
    assert.equal(all.length, 60);
    for (const kind of all) {
      await page.goto(`${around.site.url}/${kind}/new`);
      await save(page);
      const links = await page.$$eval('.errors a', (found) => found.map((one) => one.getAttribute('href')));
      if (!links.includes('#-identifier')) wrong.push(`${kind}: ${links}`);
      for (const link of links) {
        const target = page.locator(`[id="${link.slice(1)}"]`);
        if (await target.count() !== 1 || await target.getAttribute('aria-invalid') !== 'true') wrong.push(`${kind}: ${link}`);
      }
      await page.click('.errors a');
      if (await page.evaluate(() => document.activeElement.id) !== '-identifier') wrong.push(`${kind}: the field has no focus`);
      await page.click('.bar >> nth=0 >> text=Discard the draft');
    }
    await close();
    assert.deepEqual([...wrong, ...wrongs], []);
  });

  test('an edit is saved, shown word by word, and restored, without JavaScript', async (around) => {
    const { page, wrongs, close } = await openAs(around, 'editor', plainly);
    const path = await enter(around, page, 'edit-1', { 'title.0': 'A long road to the sea', 'start.0': '2010' });
    await page.goto(`${around.site.url}${path}`);
    await page.click('.tools >> text=Edit');
    await page.fill('[name="title.0"]', 'A short road to the sea');
    await page.fill('[name="-note"]', 'it is shorter');
    await save(page);
    assert.match(await page.textContent('h1'), /A short road/);
    await page.click('.tools >> text=History');
    assert.equal(await page.textContent('.versions li:first-child del'), 'long');
    assert.equal(await page.textContent('.versions li:first-child ins'), 'short');
    assert.match(await page.textContent('.versions li:first-child'), /edited by editor[\s\S]*it is shorter/);
    await page.click('text=Restore this version');
    assert.equal((await versions(around, page, path)).length, 3);
    await page.goto(`${around.site.url}${path}`);
    assert.match(await page.textContent('h1'), /A long road/);
    await close();
    assert.deepEqual(wrongs, []);
  });

  test('what is wrong is said at the field, and what was typed stays', async (around) => {
    const { page, close } = await openAs(around, 'editor');
    const path = await enter(around, page, 'edit-2', { 'title.0': 'Wrong things' });
    await page.goto(`${around.site.url}${path}/edit`);
    await page.click('details.others > summary');
    await page.fill('[name="start.0"]', 'last spring');
    await page.fill('[name="budget.0"]', '5,000');
    await page.fill('[name="budget.0-currency"]', 'USD');
    await page.fill('[name="country.0"]', 'Atlantis');
    await page.fill('[name="title.0"]', '');
    await save(page);
    assert.equal(await page.locator('.errors li').count(), 4);
    for (const [name, value] of [['start.0', 'last spring'], ['budget.0', '5,000'], ['country.0', 'Atlantis'], ['title.0', '']]) {
      assert.equal(await page.inputValue(`[name="${name}"]`), value);
      assert.equal(await page.getAttribute(`[name="${name}"]`, 'aria-invalid'), 'true');
    }
    await looksGood(page);
    // The draft is there after the session has ended.
    await page.click('.account button');
    await signIn(around, page, 'editor', `${path}/edit`);
    assert.match(await page.textContent('.notice'), /your draft/);
    assert.equal(await page.inputValue('[name="start.0"]'), 'last spring');
    await page.click('.bar >> nth=0 >> text=Discard the draft');
    await page.goto(`${around.site.url}${path}/edit`);
    assert.equal(await page.inputValue('[name="title.0"]'), 'Wrong things');
    await close();
  });

  test('values are added and removed row by row, without JavaScript', async (around) => {
    const { page, wrongs, close } = await openAs(around, 'editor', plainly);
    const path = await enter(around, page, 'edit-3', { 'title.0': 'Rows' });
    await page.goto(`${around.site.url}${path}/edit`);
    await page.click('details.others > summary');
    await page.fill('[name="country.0"]', 'Kenya');
    await page.click('text=Add another: Country');
    await page.fill('[name="country.1"]', 'UG');
    await page.click('text=Add another: Title');
    await page.fill('[name="title.1"]', 'Rangées');
    await page.fill('[name="title.1-language"]', 'fr');
    await save(page);
    assert.match(await page.textContent('.fields'), /Kenya[\s\S]*Uganda/);
    await page.goto(`${around.site.url}${path}/edit`);
    assert.equal(await page.inputValue('[name="country.0"]'), 'KE');
    await page.fill('[name="country.0"]', '');
    await page.check('[name="title.1-drop"]');
    await save(page);
    assert.doesNotMatch(await page.textContent('.fields'), /Kenya|Rangées/);
    assert.match(await page.textContent('.fields'), /Uganda/);
    await close();
    assert.deepEqual(wrongs, []);
  });

  test('a draft is kept while one types, when one leaves, and when the session ends', async (around) => {
    const { page, wrongs, close } = await openAs(around, 'editor');
    const path = await enter(around, page, 'edit-kept', { 'title.0': 'As it was' });
    const form = `${around.site.url}${path}/edit`;
    const said = (words) => page.waitForFunction((text) => document.querySelector('#draft').textContent.includes(text), words);
    await page.goto(form);
    assert.equal(await page.locator('.bar [data-discard]:visible').count(), 0);
    await page.fill('[name="title.0"]', 'While typing');
    await said('Draft saved');
    assert.match(await page.textContent('#draft'), /^Draft saved \d\d:\d\d/);
    assert.equal(await page.locator('.bar [data-discard]:visible').count(), 2);
    await looksGood(page);
    // Left before its time has come.
    await page.fill('[name="title.0"]', 'On leaving');
    await page.goto(`${around.site.url}/`);
    await page.goto(form);
    assert.match(await page.textContent('.notice'), /your draft/);
    assert.equal(await page.inputValue('[name="title.0"]'), 'On leaving');
    // The session ends: it is said, and what is typed is kept when there is one again.
    const cookies = await page.context().cookies();
    await page.context().clearCookies();
    await page.fill('[name="title.0"]', 'Without a session');
    await said('Sign in in another window');
    const other = await page.context().newPage();
    await signIn(around, other, 'editor');
    await page.bringToFront();
    await said('Draft saved');
    await other.goto(form);
    assert.equal(await other.inputValue('[name="title.0"]'), 'Without a session');
    // The line is down for a while.
    await page.context().setOffline(true);
    await page.fill('[name="title.0"]', 'Without a line');
    await said('Not kept yet');
    await page.context().setOffline(false);
    await said('Draft saved');
    // Saving ends the draft, however soon it comes after the last key.
    await page.fill('[name="title.0"]', 'As it is');
    await page.waitForTimeout(2990);
    await save(page);
    await page.waitForURL((url) => decodeURIComponent(url.pathname) === path); // it waits for a draft that is under way
    await page.waitForTimeout(500);
    await page.goto(form);
    assert.equal(await page.locator('.notice').count(), 0, 'a draft came after the form that ended it');
    assert.equal(await page.inputValue('[name="title.0"]'), 'As it is');
    assert.equal((await versions(around, page, path)).length, 2);
    assert.ok(cookies.length > 0);
    await close();
    assert.deepEqual(wrongs.filter((one) => !/ERR_INTERNET_DISCONNECTED/.test(one)), []);
  });

  test('of two editors the second is shown both sides, and chooses', async (around) => {
    const first = await openAs(around, 'editor');
    const second = await openAs(around, 'administrator');
    const path = await enter(around, first.page, 'edit-4', { 'title.0': 'Before', 'start.0': '2010', 'end.0': '2011' });
    await first.page.goto(`${around.site.url}${path}/edit`);
    await second.page.goto(`${around.site.url}${path}/edit`);
    await first.page.fill('[name="title.0"]', 'Theirs of the two');
    await first.page.fill('[name="start.0"]', '2009');
    await save(first.page);
    await second.page.fill('[name="title.0"]', 'Yours of the two');
    await second.page.fill('[name="end.0"]', '2012');
    await save(second.page);
    assert.match(await second.page.textContent('h1'), /changed meanwhile/);
    assert.equal(await second.page.locator('.sides tbody tr').count(), 3);
    assert.ok(await second.page.isChecked('[name="-choose-start"][value=theirs]'));
    assert.ok(await second.page.isChecked('[name="-choose-end"][value=yours]'));
    assert.equal(await second.page.locator('[name="-choose-title"]:checked').count(), 0);
    await looksGood(second.page);
    // Nothing is chosen for the title: that is asked for, and nothing is lost.
    await second.page.click('text=Save what is chosen');
    assert.match(await second.page.textContent('.errors'), /Title: choose/);
    await second.page.check('[name="-choose-title"][value=yours]');
    await second.page.click('text=Save what is chosen');
    assert.equal(here(second.page), path);
    const text = await second.page.textContent('main');
    assert.match(text, /Yours of the two[\s\S]*2009[\s\S]*2012/);
    assert.equal((await versions(around, second.page, path)).length, 3);
    assert.deepEqual([...first.wrongs, ...second.wrongs], []);
    await first.close();
    await second.close();
  });

  test('a contributor proposes; an editor accepts or refuses', async (around) => {
    const editor = await openAs(around, 'editor', plainly);
    const path = await enter(around, editor.page, 'edit-5', { 'title.0': 'Proposed upon' });
    const contributor = await openAs(around, 'contributor', plainly);
    const propose = async (title) => {
      await contributor.page.goto(`${around.site.url}${path}/edit`);
      await contributor.page.fill('[name="title.0"]', title);
      await save(contributor.page);
      assert.match(here(contributor.page), /^\/proposals\/\d+$/);
      return here(contributor.page);
    };
    const one = await propose('Proposed anew');
    const two = await propose('Proposed badly');
    assert.match(await editor.page.goto(`${around.site.url}${path}`).then(() => editor.page.textContent('h1')), /Proposed upon/);
    await editor.page.goto(`${around.site.url}/proposals`);
    await editor.page.click(`a[href="${one}"]`);
    assert.equal(await editor.page.textContent('.differences ins'), 'anew');
    await editor.page.click('text=Accept');
    const last = (await versions(around, editor.page, path)).at(-1);
    assert.equal(last.person, 'contributor');
    // The other one was made from a version that is no longer the last, and in the same field.
    await editor.page.goto(`${around.site.url}${two}`);
    assert.equal(await editor.page.locator('text=Accept').count(), 0);
    await editor.page.fill('[name="-note"]', 'no, thank you');
    await editor.page.click('text=Refuse');
    await contributor.page.goto(`${around.site.url}${two}`);
    assert.match(await contributor.page.textContent('.notice'), /refused by editor[\s\S]*no, thank you/);
    // Others may not even look, nor may a contributor decide.
    const reader = await openAs(around, 'reader', plainly);
    assert.equal((await reader.page.goto(`${around.site.url}${one}`)).status(), 403);
    assert.equal((await reader.page.goto(`${around.site.url}${path}/edit`)).status(), 403);
    assert.equal((await contributor.page.goto(`${around.site.url}${path}/delete`)).status(), 403);
    await Promise.all([editor.close(), contributor.close(), reader.close()]);
  });

  test('a deleted record is gone for the public and comes back with one press', async (around) => {
    const { page, wrongs, close } = await openAs(around, 'editor', plainly);
    const path = await enter(around, page, 'edit-6', { 'title.0': 'To be deleted' });
    await page.goto(`${around.site.url}${path}/history`);
    await page.click('text=Delete this record');
    await page.fill('[name="-note"]', 'entered twice');
    await page.click('main button:has-text("Delete")');
    const answer = await fetch(around.site.url + path);
    assert.equal(answer.status, 410);
    assert.doesNotMatch(await answer.text(), /entered twice|editor/);
    assert.doesNotMatch(await (await fetch(`${around.site.url}/projects.json?identifier=edit-6`)).text(), /To be deleted/);
    await page.goto(`${around.site.url}/edit`);
    await page.click('text=edit-6');
    assert.match(await page.textContent('.versions'), /deleted by editor[\s\S]*entered twice/);
    await page.click('text=Bring it back');
    assert.match(await page.textContent('h1'), /To be deleted/);
    assert.equal((await fetch(around.site.url + path)).status, 200);
    await close();
    assert.deepEqual(wrongs, []);
  });

  test('what is typed while the session ends is sent again after signing in elsewhere', async (around) => {
    const { page, close } = await openAs(around, 'editor');
    const path = await enter(around, page, 'edit-8', { 'title.0': 'Typed for long' });
    await page.goto(`${around.site.url}${path}/edit`);
    await page.fill('[name="title.0"]', 'Typed for too long');
    await page.context().clearCookies();
    await save(page);
    assert.match(await page.textContent('h1'), /session has ended/);
    await looksGood(page);
    const other = await page.context().newPage();
    await signIn(around, other, 'editor');
    await page.click('main button:has-text("Send it again")');
    assert.equal(here(page), path);
    assert.match(await page.textContent('h1'), /Typed for too long/);
    await close();
  });

  test('each of 300 strings stands in the form as it was written, and runs nowhere', async (around) => {
    const wrong = [];
    const own = [await openAs(around, 'editor'), await openAs(around, 'administrator')];
    const asShown = (text) => text.replace(/\r\n?/g, '\n').replace(/[\u0000-\u0008\u000B-\u001F\u007F-\u009F\uFFFE\uFFFF]/g, '\uFFFD');
    await each(payloads.map((text, i) => [i, text]), own.length, async ([i, text]) => {
      const one = own.pop();
      const path = `/projects/hostile-${String(i).padStart(3, '0')}`;
      await one.page.goto(`${around.site.url}${path}/edit`);
      const read = await one.page.evaluate(() => ({
        values: [...document.querySelectorAll('.values textarea')].map((area) => area.value),
        foreign: [...document.querySelectorAll('main script, main img, main svg, main iframe, main style, main object, main embed, main base, main math')].length,
        handlers: [...document.querySelectorAll('*')].filter((e) => [...e.attributes].some((a) => /^on|^style$/.test(a.name))).length,
      }));
      if (!read.values.some((value) => value.trim() === asShown(text).trim())) wrong.push(`${path}: ${JSON.stringify(text)} is not in ${JSON.stringify(read.values)}`);
      if (read.foreign + read.handlers > 0) wrong.push(`${path}: ${read.foreign} foreign elements, ${read.handlers} handlers`);
      // Typed into another record it is kept, and its history shows it.
      if (i % 15 === 0) {
        const target = await enter(around, one.page, `edit-hostile-${i}`, { 'title.0': 'Before' });
        await one.page.goto(`${around.site.url}${target}/edit`);
        await one.page.fill('[name="title.0"]', text.replace(/\u0000/g, ''));
        await save(one.page);
        await one.page.goto(`${around.site.url}${target}/history`);
        const history = await one.page.evaluate(() => document.querySelectorAll('main script, main img, main svg, main iframe, main style').length);
        if (history > 0) wrong.push(`${target}: ${history} foreign elements in its history`);
      }
      one.wrongs.splice(0).forEach((words) => wrong.push(`${path}: ${words}`));
      own.push(one);
    });
    await Promise.all(own.map((one) => one.close()));
    assert.deepEqual(wrong, []);
  });

  test('axe finds nothing on the pages of editing, in three languages, light and dark, at 320 px', async (around) => {
    const one = await openAs(around, 'editor');
    const path = await enter(around, one.page, 'edit-7', { 'title.0': 'Looked at' });
    await one.page.goto(`${around.site.url}${path}/edit`);
    await one.page.fill('[name="title.0"]', 'Looked at again');
    await save(one.page);
    const contributor = await openAs(around, 'contributor');
    await contributor.page.goto(`${around.site.url}${path}/edit`);
    await contributor.page.fill('[name="title.0"]', 'Looked at by another');
    await save(contributor.page);
    const proposal = here(contributor.page);
    await contributor.close();
    const pages = ['/edit', '/proposals', proposal, '/practices/new', '/projects/RAS%2F10%2F01%2FAUS/edit', `${path}/edit`,
      `${path}/history`, `${path}/delete`];
    const wrong = [];
    for (const page of pages) {
      for (const language of ['en', 'fr', 'es']) {
        const found = await look(one, { name: page, path: page, language }, around.site);
        for (const way of Object.keys(found)) wrong.push(...found[way].map((text) => `${page} (${language}): ${text}`));
        await one.page.evaluate(() => { document.documentElement.dir = 'ltr'; });
      }
    }
    await one.close();
    assert.deepEqual(wrong, []);
  });
}
