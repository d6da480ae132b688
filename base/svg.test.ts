import { expect, test } from 'vitest';
import { svg, xml } from './svg.ts';

test('a picture is one SVG element with its title, style and elements', () => {
  const drawn = { width: 20, height: 10, fontSize: 9, title: 'a < b', style: 'text{fill:red}' };
  const picture = svg({ ...drawn, elements: ['<g>', '</g>'] });
  expect(picture).toMatch(
    /^<svg xmlns="[^"]+" viewBox="0 0 20 10" width="20" height="10" [^>]*font-size="9">\n/,
  );
  expect(picture).toMatch(
    /<title>a &lt; b<\/title>\n<style>text\{fill:red\}<\/style>\n<g>\n<\/g>\n<\/svg>\n$/,
  );
});

test('texts of users close no element and no attribute', () => {
  expect(xml('</svg> "a" & b')).toBe('&lt;/svg&gt; &quot;a&quot; &amp; b');
});
