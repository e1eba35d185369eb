import { expect, test } from 'vitest';
import { selfContainedFaults } from './selfcontained.mjs';

const PAGE = `<!doctype html><!-- <script>1</script> --><html lang="en"><head><meta name="color-scheme" content="light dark">
<script type="module" crossorigin src="/assets/a.js"></script><link rel="stylesheet" href="/assets/a.css"></head><body><div class="x"></div></body></html>`;

test('[SUP2] a page that loads everything from its own origin has no fault', () => {
  expect(selfContainedFaults('index.html', PAGE)).toEqual([]);
});

test.each([
  ['a script in the page', '<script>1</script>'],
  ['a script in the page', '<script type="module">import "/a.js"</script>'],
  ['a style in the page', '<style>a{}</style>'],
  ['a style attribute', '<p class="x" style="color:red">'],
  ['an event handler as an attribute', '<img src="/a.png" onerror="x()">'],
  ['a javascript: address', '<a href="javascript:1">'],
  ['a <base>', '<base href="/x/">'],
  ['a frame or plug-in', '<iframe src="/x">'],
  ['something of another origin', '<script src="https://cdn.example.org/a.js"></script>'],
  ['something of another origin', '<link rel="preconnect" href="//fonts.example.org">'],
])('[SUP2] control: %s is found in %s', (what, planted) => {
  expect(selfContainedFaults('index.html', PAGE.replace('</head>', () => `</head>${planted}`))).toContain(`index.html: ${what}`);
});

test('[SUP2] a picture and a style sheet load nothing from elsewhere and embed nothing', () => {
  expect(selfContainedFaults('icon.svg', '<svg xmlns="http://www.w3.org/2000/svg"><rect width="1" fill="#fff"/></svg>')).toEqual([]);
  expect(selfContainedFaults('icon.svg', '<svg><script>1</script></svg>')).toEqual(['icon.svg: a script in the page']);
  expect(selfContainedFaults('a.css', 'a{color:red}')).toEqual([]);
  expect(selfContainedFaults('a.css', 'a{background:url(https://x.example/y.png)}')).toEqual(['a.css: something of another origin']);
  expect(selfContainedFaults('a.css', 'a{background:url("data:image/png;base64,AA")}')).toEqual(['a.css: an embedded file']);
});

test.each(['eval("1")', 'Function("return 1")()', 'new Function("return 1")()', 'globalThis.eval("1")', 'document.write("<p>")', 'importScripts("/x.js")', 'self.importScripts("/x.js")'])(
  '[SUP2] control: %s is found in a script',
  (planted) => {
    expect(selfContainedFaults('sw.js', `var a=1;${planted};`)).not.toEqual([]);
    expect(selfContainedFaults('sw.js', 'var a=1;a.evaluate("eval(1)");')).toEqual([]);
  },
);
