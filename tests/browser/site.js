// A site to test and a browser to test it with.
import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { hostileCsv } from './payloads.js';

export const roles = ['reader', 'contributor', 'reviewer', 'editor', 'officer', 'administrator'];
export const password = 'correct horse battery staple';

export const root = fileURLToPath(new URL('../..', import.meta.url));

// Imports the demo data and the hostile table (whose file name is hostile too) and serves them.
export async function startSite({ hostile = true } = {}) {
  const program = process.env.CROSSCUT ?? join(root, 'build/release/crosscut');
  const folder = mkdtempSync(join(tmpdir(), 'crosscut-browser-'));
  const base = ['--db', join(folder, 'site.db')];
  const files = [join(root, 'data')];
  if (hostile) {
    files.push(join(folder, '<img src=x onerror=alert(1)>.csv'));
    writeFileSync(files[1], hostileCsv());
  }
  try {
    execFileSync(program, [...base, '--quiet', 'import', ...files], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
  } catch (error) {
    if (error.status !== 3) throw error; // 3: something was rejected, and that is on the pages of imports
  }
  // An account for each role, named like it.
  writeFileSync(join(folder, 'password'), `${password}\n`);
  chmodSync(join(folder, 'password'), 0o600);
  for (const role of roles) {
    execFileSync(program, [...base, '--quiet', 'user', 'add', role, '--role', role, '--password-file', join(folder, 'password')]);
  }
  let log = '';
  let server;
  let ended;
  // Serves, and resolves to the address.
  function serve(port) {
    server = spawn(program, [...base, 'serve', '--listen', `127.0.0.1:${port}`], { cwd: root });
    const begun = log.length;
    ended = new Promise((resolve) => server.on('exit', resolve));
    return new Promise((resolve, reject) => {
      server.stderr.on('data', (text) => {
        log += text;
        const found = /http:\/\/[^/ ]+/.exec(log.slice(begun));
        if (found) resolve(found[0]);
      });
      server.on('exit', () => reject(new Error(`the site ended: ${log}`)));
    });
  }
  const url = await serve(0);
  const site = {
    url,
    database: base[1],
    log: () => log,
    // As a power cut would; revive() serves the same file at the same address.
    async kill() {
      server.kill('SIGKILL');
      await ended;
    },
    revive: () => serve(new URL(url).port),
    async stop() {
      running.delete(site);
      server.kill('SIGINT');
      const code = await ended;
      rmSync(folder, { recursive: true, force: true });
      // A sanitizer's report would be in the log, and what went wrong behind a 500.
      if (code !== 0 || /ERROR|runtime error|crosscut: /.test(log)) throw new Error(`The site ended with ${code}: ${log}`);
    },
  };
  running.add(site);
  return site;
}

const running = new Set();
export const stopSites = () => Promise.all([...running].map((site) => site.stop()));

export function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    headless: true,
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
      '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
}

// A page of its own context, and everything it did that it should not: errors, dialogs, other hosts.
export async function openPage({ site, browser }, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const wrongs = [];
  page.on('pageerror', (error) => wrongs.push(`error: ${error.message}`));
  page.on('dialog', (dialog) => { wrongs.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });
  page.on('console', (message) => {
    // A page that is not found, or a form with errors, is said to the console by the browser itself.
    if (!/status of 4\d\d/.test(message.text())) wrongs.push(`console: ${message.text()}`);
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(`${site.url}/`)) wrongs.push(`request to ${request.url()}`);
  });
  return { page, wrongs, close: () => context.close() };
}

// Signs the person of that name in, by the page for it, and ends on the page at @to.
export async function signIn({ site }, page, name, to = '/') {
  await page.goto(`${site.url}/sign-in?to=${encodeURIComponent(to)}`);
  await page.fill('#name', name);
  await page.fill('#password', password);
  await page.click('main button');
  if (new URL(page.url()).pathname === '/sign-in') throw new Error(`${name} cannot sign in`);
}

// Calls work(item) for all of items, at most so many at once.
export async function each(items, atOnce, work) {
  const rest = [...items];
  await Promise.all(Array.from({ length: atOnce }, async () => {
    while (rest.length > 0) await work(rest.shift());
  }));
}

export async function getText(site, path) {
  const answer = await fetch(site.url + path);
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer.text();
}

export const getJson = async (site, path) => JSON.parse(await getText(site, path));
