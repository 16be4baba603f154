// Strings that would do harm where they are not escaped: 300 of them, each of which would call alert() or leave its mark.
const alert = 'alert(1)';
const events = ['onerror', 'onload', 'onclick', 'onmouseover', 'onfocus', 'onanimationstart', 'onbegin', 'ontoggle',
  'onpageshow', 'onpointerenter', 'oncontentvisibilityautostatechange', 'onscrollend'];
const elements = ['img src=x', 'svg', 'body', 'input autofocus', 'video src=x', 'audio src=x', 'details open', 'iframe src=x',
  'object data=x', 'marquee', 'style', 'a href=x', 'math', 'select autofocus', 'textarea autofocus'];

const plain = [
  `<script>${alert}</script>`, `<SCRIPT>${alert}</SCRIPT>`, `<script\t>${alert}</script >`, `</title><script>${alert}</script>`,
  `</textarea><script>${alert}</script>`, `</style><script>${alert}</script>`, `--><script>${alert}</script>`,
  `]]><script>${alert}</script>`, `<!--><script>${alert}</script>`, `<scr<script>ipt>${alert}</scr</script>ipt>`,
  `<script src=//example.org/x.js></script>`, `<script src=data:text/javascript,${alert}></script>`,
  `<script type=module>${alert}</script>`, `<script/x>${alert}</script>`, `<noscript><p title="</noscript><img src=x onerror=${alert}>">`,
  `<svg><script>${alert}</script></svg>`, `<svg><animate onbegin=${alert} attributeName=x dur=1s>`,
  `<svg><a xlink:href="javascript:${alert}"><text x=20 y=20>x</text></a>`, `<svg><use href="data:image/svg+xml,<svg id=x onload=${alert}>#x">`,
  `<svg><foreignObject><body onload=${alert}>`, `<math><mi xlink:href="data:x,<script>${alert}</script>">`,
  `<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=x onerror=${alert}&gt;">`,
  `"><script>${alert}</script>`, `'><script>${alert}</script>`, `"><img src=x onerror=${alert}>`, `' onmouseover='${alert}`,
  `" onmouseover="${alert}`, `" autofocus onfocus="${alert}`, `\` onmouseover=\`${alert}`, `"/onclick=${alert} x="`,
  `javascript:${alert}`, `JaVaScRiPt:${alert}`, `java\tscript:${alert}`, ` javascript:${alert}`, `javascript://%0a${alert}`,
  `data:text/html,<script>${alert}</script>`, `data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==`, `vbscript:msgbox(1)`,
  `https://example.org/"onclick="${alert}`, `https://example.org/'><script>${alert}</script>`, `https://example.org/?a=1&b=2&lt;`,
  `//example.org/x`, `mailto:x@example.org"onclick="${alert}`, `http://example.org/<svg/onload=${alert}>`,
  `<a href="javascript:${alert}">press</a>`, `<a href=&#106;avascript:${alert}>press</a>`, `<form action=javascript:${alert}><button>x`,
  `<button formaction=javascript:${alert}>x</button>`, `<iframe src="javascript:${alert}">`, `<iframe srcdoc="<script>parent.${alert}</script>">`,
  `<embed src="javascript:${alert}">`, `<object data="javascript:${alert}">`, `<base href="//example.org/">`,
  `<meta http-equiv=refresh content="0;url=javascript:${alert}">`, `<meta http-equiv=refresh content="0;url=//example.org/">`,
  `<link rel=stylesheet href=//example.org/x.css>`, `<style>@import '//example.org/x.css';</style>`, `<style>body{display:none}</style>`,
  `<p style="position:fixed;inset:0">`, `<p style="background:url(//example.org/x)">`, `<table background="//example.org/x">`,
  `<img src=//example.org/x.png>`, `<img srcset="//example.org/x.png 1x">`, `<video poster=//example.org/x>`, `<input type=image src=//example.org/x>`,
  `<template><script>${alert}</script></template>`, `<xmp><script>${alert}</script></xmp>`, `<plaintext>`, `<listing>&lt;img src=x onerror=${alert}&gt;`,
  `</main></body></html><script>${alert}</script>`, `</table><script>${alert}</script>`, `</dd></dl><script>${alert}</script>`, `</select><script>${alert}</script>`,
  `<x onclick=${alert} tabindex=1 id=x>#x`, `<isindex type=image src=1 onerror=${alert}>`, `<![CDATA[<script>${alert}</script>]]>`,
  `<?xml version="1.0"?><script>${alert}</script>`, `<!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/passwd">]>&y;`, `<!--#exec cmd="id"-->`,
];
const entities = [
  '&lt;script&gt;alert(1)&lt;/script&gt;', '&#60;script&#62;alert(1)&#60;/script&#62;', '&#x3c;img src=x onerror=alert(1)&#x3e;', '&amp;lt;b&amp;gt;',
  '&notin;', '&', '&&', '&copy', '&copy;', '&nbsp;|', '&#0;', '&#xD800;', '&#x110000;', '&unknown;', 'AT&T &lt', '<', '>', '<>', '< b', '</', '<!', '<?', '<3 & >2', '"', "'", '`', '\\', '\\"',
  '%3Cscript%3Ealert(1)%3C/script%3E', '%253Cscript%253E', '+ADw-script+AD4-alert(1)+ADw-/script+AD4-', '\\u003cscript\\u003ealert(1)', '\\x3cscript\\x3e',
  '¼script¾alert(1)¼/script¾', '＜script＞alert(1)＜/script＞', '‹script›', '<ſcript>alert(1)</ſcript>', '\u2028alert(1)\u2029', '\u{1D4D0}<b>', 'İ<script>',
];
const templatesAndMore = [
  '{{7*7}}', '{{constructor.constructor("alert(1)")()}}', '${7*7}', '${alert(1)}', '#{7*7}', '<%= 7*7 %>', '{% debug %}', '[[7*7]]', '{0}', '{1} {2}', '{}', '{0', '%s%n%d', '%1$s', '$1', '\\0', '@{x}', '__proto__',
  'constructor', 'toString', '{"a":"</script>"}', '[1,2', 'a=b;c', "'; DROP TABLE records; --", '" OR 1=1 --', '1 UNION SELECT 1', "x' AND '1'='1", '../../etc/passwd', '..\\..\\x', 'C:\\x', '/etc/passwd', '%2e%2e%2f',
  '=1+1', '+1', '-1+1', '@SUM(A1)', '=HYPERLINK("http://example.org","x")', "=cmd|'/C calc'!A0", '\t=1', '# heading', '**bold**', '[x](javascript:alert(1))', '![x](//example.org/x)', '* item', '---',
  'Set-Cookie: a=b', 'x\r\nSet-Cookie: a=b', 'line\none', 'a\tb', 'a;b', 'a|b', 'a,b', '"quoted"', "it's", 'a"b""c', 'null', 'undefined', 'NaN', 'true', '0', '1e999', '-0',
];
const scripts = [
  'هجرة العمال', 'עברית <b>', '\u202Egnp.exe\u202C', '\u2066isolate\u2069', '\u200Fright\u200E', '\u061C', 'a\u0301e\u0300', 'ﷺ'.repeat(20), 'Z' + '\u0335\u0321'.repeat(40), '日本語<script>', 'ไทย', 'हिन्दी', '😀<img src=x onerror=alert(1)>', '👩‍👩‍👧‍👦', '🏴󠁧󠁢󠁳󠁣󠁴󠁿',
  '\u00AD\u200B\u2060\uFEFF<script>alert(1)</script>', 'ﬁ ½ ²', 'ß ẞ ı İ', '\uFFFD', '\uFFFE', '\u{10FFFF}', '\u0085', '\u00A0 \u00A0x', 'x'.repeat(5000), `<b>${'y '.repeat(3000)}`, '<'.repeat(2000), '&'.repeat(2000), `${'<div>'.repeat(500)}`,
];

function combined() {
  const some = [];
  for (const event of events) for (const element of elements) some.push(`<${element} ${event}=${alert}>`);
  return some;
}

// Text of a record is what is between white space: a payload that would lose some to that is no payload.
const all = [...plain, ...entities, ...templatesAndMore, ...scripts, ...combined()].filter((text) => text.trim() === text);
export const payloads = [...new Set(all)].slice(0, 300);

const quoted = (text) => `"${text.replaceAll('"', '""')}"`;

// One record a payload, which is in every text field of the kind, in the identifier, and in a code of no list.
export const hostileFields = ['title', 'description', 'code', 'funder', 'source', 'also_seen', 'note'];
const several = ['title', 'description', 'funder', 'also_seen']; // where a bar divides values and a stroke keeps it from that
const written = (text) => hostileFields.map((name) => (several.includes(name) ? text.replace(/[\\|]/g, '\\$&') : text));
export function hostileCsv() {
  const lines = [['kind', 'identifier', ...hostileFields.map((name) => (['title', 'description'].includes(name) ? `${name}@en` : name)), 'country', 'start'].join(',')];
  payloads.forEach((text, i) => {
    lines.push(['project', `hostile-${String(i).padStart(3, '0')}`, ...written(text), 'KE', '2013'].map(quoted).join(','));
  });
  payloads.slice(0, 40).forEach((text, i) => {
    // These are rejected, so that their words are on the page of the import; or kept, with a hostile identifier.
    lines.push(['project', text, ...written(text), i % 2 ? text : 'KE', i % 3 ? text : '2013'].map(quoted).join(','));
  });
  return `${lines.join('\r\n')}\r\n`;
}
