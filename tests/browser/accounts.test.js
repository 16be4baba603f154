// Signing in and out in a browser, with and without JavaScript.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { openPage, password, roles, signIn } from './site.js';

// What a telephone that read the secret (base32) shows now (RFC 6238), or so many half minutes later.
function codeOf(secret, later = 0) {
  const bits = [...secret].map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30000) + later));
  const digest = createHmac('sha1', Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)))).update(step).digest();
  return String((digest.readUInt32BE(digest[19] & 15) & 0x7fffffff) % 1000000).padStart(6, '0');
}

export default function declare(test) {
  test('every role can sign in and out, and sees where it may go', async (around) => {
    for (const role of roles) {
      const { page, wrongs, close } = await openPage(around, { javaScriptEnabled: role !== 'editor' });
      await signIn(around, page, role, '/tables?lang=fr');
      assert.equal(page.url(), `${around.site.url}/tables?lang=fr`);
      assert.match(await page.textContent('.account'), new RegExp(role));
      await page.click('.account button');
      assert.equal(await page.locator('.account').count(), 0);
      assert.deepEqual(wrongs, []);
      await close();
    }
  });
  test('what is wrong with the sign-in is said, and the name stays', async (around) => {
    const { page, close } = await openPage(around);
    await page.goto(`${around.site.url}/sign-in`);
    await page.fill('#name', 'editor');
    await page.fill('#password', 'not the password');
    await page.click('main button');
    assert.match(await page.textContent('.errors'), /wrong/);
    assert.equal(await page.inputValue('#name'), 'editor');
    assert.equal(await page.inputValue('#password'), '');
    await close();
  });
  test('somebody is invited, chooses a password, and sets up the second step, without JavaScript', async (around) => {
    const admin = await openPage(around, { javaScriptEnabled: false });
    await signIn(around, admin.page, 'administrator', '/admin/users');
    await admin.page.fill('#name', 'nora');
    await admin.page.selectOption('#role', 'officer');
    await admin.page.click('text=Make an invitation');
    const link = await admin.page.textContent('main code');

    const own = await openPage(around, { javaScriptEnabled: false });
    const { page } = own;
    await page.goto(link);
    await page.fill('#password', password);
    await page.click('main button');
    assert.match(await page.textContent('.account'), /nora/);
    await page.goto(`${around.site.url}/me/second-step`);
    await page.fill('#password', password);
    await page.click('main button');
    const secret = (await page.textContent('.secret')).replaceAll(' ', '');
    assert.equal(await page.locator('svg.qr[role=img]').count(), 1);
    await page.fill('#code', codeOf(secret));
    await page.click('main button');
    assert.equal(await page.locator('.codes li').count(), 10);
    const [recovery] = await page.locator('.codes li').allTextContents();
    for (const code of [codeOf(secret, 1), recovery]) {
      await page.click('.account button');
      await page.goto(`${around.site.url}/sign-in?to=/me`);
      await page.fill('#name', 'nora');
      await page.fill('#password', password);
      await page.click('main button');
      assert.equal(new URL(page.url()).pathname, '/sign-in/code');
      await page.fill('#code', code);
      await page.click('main button');
      assert.equal(new URL(page.url()).pathname, '/me');
    }
    assert.deepEqual([...admin.wrongs, ...own.wrongs], []);
    await admin.close();
    await own.close();
  });
}
