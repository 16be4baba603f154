// An address of every template: those with a state worth seeing by name, then every route without a part to fill in.
import { getJson, password } from './site.js';

// Fills in the fields of the form in <main> that has all of them, and sends it.
const send = (values) => async (page) => {
  for (const [name, value] of Object.entries(values)) {
    const field = page.locator(`main [name=${name}]`).first();
    if (!await field.count()) return; // done before
    await field.fill(value);
  }
  await page.locator(`main form:has([name=${Object.keys(values)[0]}]) button`).first().click();
};

// Pages for people who are signed in, as whom, and what is done on them before they are looked at: those with a state worth
// seeing by name, then every route for them without a part to fill in.
export async function staffTemplates(site) {
  const found = [
    { name: 'sign-in, wrong', path: '/sign-in', act: send({ name: 'x', password: 'y' }) },
    { name: 'account, wrong password', path: '/me', as: 'administrator', act: send({ password: 'y', new: 'short' }) },
    { name: 'second step, its secret', path: '/me/second-step', as: 'officer', act: send({ password }) },
    { name: 'accounts, wrong name', path: '/admin/users', as: 'administrator', act: send({ name: 'X' }) },
    { name: 'one account', path: '/admin/users/reader', as: 'administrator' },
    { name: 'audit of one account', path: '/audit?who=administrator&action=sign-in', as: 'administrator' },
    { name: 'not allowed', path: '/admin/users', as: 'reader' },
  ];
  for (const [route, methods] of Object.entries((await getJson(site, '/openapi.json')).paths)) {
    if (/[{.]/.test(route) || !methods.get?.security) continue;
    if (Object.keys(methods.get.responses['200'].content).some((type) => type.startsWith('text/html'))) {
      found.push({ name: `${route.slice(1)}, signed in`, path: route, as: 'administrator' });
    }
  }
  return found;
}

export async function templates(site) {
  const [lens, other] = (await getJson(site, '/lenses.json')).map((one) => one.lens);
  const kinds = (await getJson(site, '/home.json')).kinds;
  const imports = await getJson(site, '/imports.json');
  const tables = (await getJson(site, '/tables.json')).map((one) => one.table);
  const tagged = (await getJson(site, `/projects.json?tag=${lens}`)).rows[0];
  const found = [
    ['home', '/'],
    ['list', '/projects'],
    ['form for paper', '/practices/form'],
    ['long list', kinds.reduce((a, b) => (b.records > a.records ? b : a)).path],
    ['list with filters', `/projects?tag=${lens}&start%3E=2009&country=TH`],
    ['list, none found', '/projects?start%3E=2999'],
    ['list, several values', `/projects?country=TH%7CVN%7CKE&title~=migr&tag=${lens}&sort=title`],
    ['bad question, several mistakes', '/projects?start%3E=soon&country=Keny&budget%3C=much'],
    ['not found, behind the end of a list', '/projects?from=5000'],
    ['record with evidence', `/projects/${encodeURIComponent(tagged.identifier)}`],
    ['tables', '/tables'],
    ['table with a chart', '/tables/projects-by-region'],
    ['table with a map', '/tables/agreements-by-country'],
    ['table with flows', '/tables/labour-agreements-between-countries'],
    ['table with multiples', '/tables/project-budgets-by-year'],
    ['table as it was', '/tables/projects-by-region?as-of=2999'],
    ['changes of a table', '/tables/projects-by-region/changes'],
    ['table of text', `/tables/${tables.find((name) => /key-books/.test(name)) ?? tables[0]}`],
    ['lenses', '/lenses'],
    ['lens', `/lenses/${lens}`],
    ['compare', '/compare'],
    ['comparison', `/compare?first=${lens}&second=${other}`],
    ['claims', '/claims'],
    ['claims of a verdict', '/claims?verdict=mismatch'],
    ['imports', '/imports'],
    ['import', `/imports/${imports[0].import}`],
    ['import with problems', `/imports/${(imports.find((one) => one.problems > 0) ?? imports[0]).import}`],
    ['profiles', '/countries'],
    ['profile', '/countries/TH'],
    ['profile with multiples', '/countries/UA'],
    ['region', '/regions/asia-pacific'],
    ['unit', '/units/MIGRANT'],
    ['corridor', '/corridors/NP-QA'],
    ['theme', '/themes/gov'],
    ['search, found', '/search?q=migration'],
    ['search, none found', '/search?q=zzzzqqqq'],
    ['vocabulary', '/vocabularies/region'],
    ['report', '/reports/biennial?biennium=2010-11'],
    ['report of claims', '/reports/evaluation-2013'],
    ['report to choose', '/reports/country'],
    ['brief', '/reports/country?country=TH'],
    ['not found', '/no-such-page'],
    ['bad question', '/projects?no_such_field=1'],
  ].map(([name, path]) => ({ name, path }));
  const known = new Set(found.map((one) => one.path));
  for (const [route, methods] of Object.entries((await getJson(site, '/openapi.json')).paths)) {
    if (/[{.]/.test(route) || known.has(route) || !methods.get || methods.get.security) continue;
    const answer = await fetch(site.url + route);
    if (answer.ok && answer.headers.get('content-type').startsWith('text/html')) {
      found.push({ name: route.slice(1), path: route });
    }
  }
  return found;
}

export const withLanguage = (path, language) => `${path}${path.includes('?') ? '&' : '?'}lang=${language}`;
