// Signing in and out in a browser, with and without JavaScript.
import assert from 'node:assert/strict';
import { openPage, roles, signIn } from './site.js';

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
}
