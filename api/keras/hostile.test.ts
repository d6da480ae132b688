/** Files by others that would have the reader open files of ours, or take all memory. */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import yazl from 'yazl';
import fc from '../../test/support/properties.ts';
import { bundleJob } from '../bundle.ts';
import { readKerasFile } from './read.ts';

/**
 * Models of one dense layer `d` in Keras's HDF5 format, gzipped, base64; made with h5py:
 * - ok: `kernel` holds [[1, 2]]
 * - external-link: `kernel` is h5py.ExternalLink('other.h5', '/k'); external-group: so is the group around it
 * - external-storage: create_dataset('kernel', shape=(1, 4), external=[('secret.bin', 0, 16)])
 * - virtual: `kernel` is a virtual data set of 'other.h5'
 * - huge: create_dataset('kernel', shape=(1, 1 << 40), chunks=(1, 1 << 20))
 */
const FILES = {
  ok:
    'H4sIAAAAAAACA+2WMW/TQBTHn+02sqKkSqugtgxgWQwMVSntRAeK1AJBlEaCCVWVdYmviVX3UnxOS1RZMLBUYmDqiBj4BIx8' +
    'AFhg4wMgsSKxwMAC3POd6xA1BbZK3E+Kz/fO7917/7PvclBbuVEuni1atg0ZPxX2lOzPKfuh97pXr63cNeFrpQLwypDmRTVc' +
    'NEFYzkzASB4io7QEYMEYVHFwi0aEe7s04kGHwbRhgIiW/mREG0xxHZW3KWgvXcEQtgzRIM0tyvyhzsU+Z+yXrqJzWTpvd3wa' +
    'es0O2wxaQyOsGXkEK722wEpk+Q/NiX6dMk4SAAX7rAS7rwQrlHBKw79uKsM5+APvnn17Wl+u3T5+/sIUxivL8vZo0GrH/JKa' +
    's/z9ywF6lu5gOSUhRBUgJD0aeYxsU368DoYA8iU4apUuok6Yful+kqo8wRo/Sq1g4W9eirVsUUQuMt9/TKbQl8yoXKr9ESdN' +
    'RwhrXBCLb+Ze5oB31reqYIw759NyAByYtGHyEUYUuVtFW2htGaC+haOv5AWcet7D28MT3pZxVKIgPkZGww9Ki+rzNz9Ao9H8' +
    'H9xcrq+m+2Hl971xVLULs3Ozc317ZVG1MWW8E22Gnb3+I1Idm4J9txkSztP93F103Hv0QZeyOCChO+O48uwV9n03e4CjPT2Q' +
    'uOiuD/rfYjvdeBWHB/wbJG62vQCHPd4mO/j0OuuG4YxzeUM86se91OaKXEm8MI/uWdCAYY/vkIhjf5OEnCbJjDM4+Yoolg7J' +
    '20d7lwUxpj2P95x6jYDwLKAwkWYc7JJY/NtBjzBglKRlxBEJGGmEGCiOuvS4dJNkI0lAnU35+vgD61RQrdzO8/W9OKbfcY1G' +
    'o9FoNBqNRqPRII+XxOXaL5keP74IGAAA',
  'external-link':
    'H4sIAAAAAAACA+2WT2/TMBTAX1qWVVU6VdOQVg6oyolD1ZVNHNiBfytQxGglOKFpitzGbaNmThe7G9OUD1CJA18BiU/A5+Bb' +
    'cAVxgQMn8IsdWqoWtLt/UuL42e/5vWfLL9NW80mpeKOYLxQg45cGtlW/oeUPp9P1Tqv5Mgffy2WAj5YS7+vhYg6k5PomXJuZ' +
    'yHDuA+RhA7ZwcERjwr0zGvMgYlCxLJDW0kdZLEBOvtfUZwrKnbtooqBMdElvRJm/Urk4p4x95x4ql5TySeTT0OtFrB8MVlpo' +
    'WzML+fQ9gHyiwn+T25zPU8a/EoAJ+6IT9lonzHZwSct/nNOCm/AfPr378bZz0Hq+fH17G+2VVHjnNBgMBd/Ra5Z+fpuipvMC' +
    'w3FkIrYAQnJBY4+RE8qX58GSwGwL/rQ6LzJOqHxwP6usvL96Vpx2ti3SG+XxFd2x59zBE2NX5FjhgS3PGKNhCSASQxrXh3dg' +
    'ZwSP2u5XMBgMBgPy9KBzmN6l5b/v1TXd7tUb9YYuopAVVomgjEdxP4zO50ukLpuSS7cXEs7T29zdr7qv6OmEMhGQ0K1VXVV7' +
    'pfzSzSZwlKcFicvu0aL+MzaeiEMcXtDvEtEbegEOe3xIxjj7iE3CsFa9fSyn+uIilbnSVyL2dlE9Mxow7PExiTn2+yTkNElq' +
    '1cXFmzJYusJvH+UTFgh0exe/OfW6AeGZQSkiPRGcESH/dlAjDBglaRgiJgEj3RANiXhCl7mbJMdJokrt/P74C/tk61bVvdn+' +
    '3towZ9xgMBgMBoPBYDAYDAC/Aekgj+0AGAAA',
  'external-group':
    'H4sIAAAAAAACA+2WzW7TQBCAxwmEKHKqqGqllgOKfI6S0IoDPfCjBkhFaSQ4oaqyNvEmsbJdB++6paosrkTiwAtw4wl4Dt6C' +
    'KxIXOHCCHa9NrCgB9cx+kn9mZmd2dtba8azbeVyt3KwUy2XI+JUCW1pup/qHs9mNXrfzvADfazWAT5ZW76XmSgGUZnMdrs1D' +
    'ZNj3AYqwBhtonNCQCPeMhsIPOGxbFqhoyaUjlqGg7tf1awLq7bsYoqxD9MlgQrm30rmSc0bZvofOVe18GniUuYOAD/3RyghH' +
    '1jxCMbmPoBjr5b8urOfrlPG3AmDBvqYFe5kWrGTjlJb3qJAqbsE/+Pz+x7vefvfp8vlLWxivqpd3Tv3RWIpWOmf157cZetrP' +
    'cDm2KsQGACMXNHQ5OaVieR0sBcy34M8zrYtaJ2x/dL7oqny4elXso2xbVDY64yumk/9KSnhtKlv5QVFEfVXdQI5p2BzfgRa8' +
    'OXhbB4PBYDBkPNnvHSZnaW3JuarYbbab7bSJQtZYFZJyEYRDFpznW2TaNhWXzoARIZLT3NmrOy/oq4hy6RPmNOqO7r1Kf+lk' +
    'AwTqk4YklHi86H/Ap5E8RPOCf5/Iwdj10eyKMZni6GMeMdao3z5RQz15kegclSuRuzvongX1OUpiSkKB8pAwQeO4UV+cvKMW' +
    'S1fk7aE+4r7EtHfwXVC37xORBVQqMpD+GZHqbwc9mM8pSZYhQ+Jz0mcYSIYRXZZuHJ/EsW61+f3xFvaplD7VvxWnbC5ndtUP' +
    'W5PcvtfWzLdvMBgMBoPBYDAYDP8TvwEAU/UIABgAAA==',
  'external-storage':
    'H4sIAAAAAAACA+1WT2sTQRR/m23TJSSlLZGmHmxYPPRQajReLKiUthqxtqIXpZQwSabt0O0k7kxaS1m8eAl48BMIgh9A/BCe' +
    'PPoBBK+CFz14UeftzDZhbaueRJgfZGffm3m/eX9m56VXW7pRyJ3NuZ4HCX4YQEnLFaNf6PVG1mpL9zLwZWwM4I2j1fNmOpcB' +
    'pTkzAUN9igT56wAujEIRJ3doSER9j4aCtTlMOQ4otvinGT3IqOewfo2B+vwVpPA0RYM0dyhvnWicGzBGOX8NjQvaeLfdokG9' +
    '2eabbOtEhlWnz+DGzy1wIx3+48zEYJ4SnJYATNgnk7CHJmHZPG7ptJYzRnEOfoN3z78+W1us3T5+/2wJ+Qo6vH3KtraluGD2' +
    'LHz73EPL/B0MJ68SUQQIyAEN65zsUnF8HhwF6JfgaDR5UXHC1Cv/o87KU4yxNKSnqn9yKFaToihftL9/6Ux2wJn4vMCDCXk1' +
    'dkcl1jmvip/pWw2lrBPZLYIzXp42chkmPZh8gozKdzc3MgMxgyKED/okgJeqy5gZPVUX1zmqeTIt4Z9g+uVrVlteuIvvpVTs' +
    'R8EbCNoMqZxrMK7lU07ZOLJk1UfMafDeHN3ii7ffwcLC4v/CzcW1FWfgCkvuh2EzVucqcxXTRCFprHilUS7a4WbQ3h9skaZt' +
    'Khz6zYAIEd/n/nzZv08fdSmXjAT+bNnXvVfpD/1kgUB93JCEEtfT9rd4pytXcDpl3yCyuV1nOF0X26SDq9d5Nwhmyxc31NKW' +
    'PIh1vvKVyOolNE9IGUdJdEgoUN4kgaBRNFtOb76kgqUn+N1CfZcziW5fxndB6w1GREKoVKQp2R6R6t8OWgSMUxKHIUPCOGkE' +
    'SCTDLj3O3SjaiKJfe1crVaesGfW13K/vzKg94xYWFhYWFhYWFhYWFhYAPwEuEWgmABgAAA==',
  virtual:
    'H4sIAAAAAAACA+2WT2sTQRTA3+7aNMSktCWlfw4aF4+l1hYP9qBIY61YW9CTlBImyaRZsp3EnU1rqYsevAQE/QSC0E/gh/Dk' +
    'oQe/gVdBQT3oQZ03M+uuoa16rMwPsrPvzbw3772ZnUlvubxUyE3lnGwWYn5oYELJs1p/rdcbXFsu37Hh8/AwwCtLqRd0d84G' +
    'oRkbhVOJi5j8VQAHhqCInS0aEF7ZpgH32gwmLQuEN/lTHrNgi+eAepWgPn8ZXWSViyqptSirH2mcSxmjnL+CxgVlvNWuU79S' +
    'a7OGt3mkh1Ur8eDI5yY4kUr/gT2arlPMcQXAgr3XBbunC5bJ45RW/bqtFWfgD7x5/uXp2uLyrcPnz0ygv4JKb4d6m82QX9Bz' +
    'Fr5+6KFl/jamkxeFKAL4ZJcGFUa2KD+8DpYAkiX41eq6iDxhct99p6ryBHP8qGoF83+zKVbjRRGxqHj/MZhMKhi5X6AxlpuS' +
    '4Zw7eDbYSv/Ass6LzWAnXuw+b7HsFMEaKZ2V6QGUYDwL449wBpGLczo7JBJ34lllBPtwIvhUePzwmN0zgpXIiI+TUf+trkXx' +
    'xevvYDAY/k9uLK6tyPNv+PezcEC38zOzM7OpszGn25Ay3g4afnsnfUXqa1Ow59Z8wrk8z92FknuX3u9SFnrEd6dLrrp7hX7P' +
    'jQdw1MsLiQtxvd/+Jut0wxXs7rOvkrDWrHjYXeFN0sHR66zr+9OlixtiaD3clTpXxErC+Tk0j516DCXeIQFHuUF8TqNoutQ/' +
    'eVkkS4+Iu476LvNCDHsO3zmtVD3CY4dCRWqht01C8W8HLXyPUSLTCAPiMVL10VEYdOlh4UbRRhSBvouS9an3rVNGt+r4TuQl' +
    '6DNsh00azDQvQUuumZXaC7ZeR8u2tYkl+/Fpw8tV+1sy9qBgvh2DwWAwGAwGg8FgOEn8BH4TqpYAGAAA',
  huge:
    'H4sIAAAAAAACA+2WP28TMRTA3921IQqXqq2C0jLA6cTAUJXQTGQAoYYSRGklmKqqipyc2556dcLZaamiEwtLJAZmBiY+AR+C' +
    'iZEPgMSKxAIDC+B39jUhagtsSPgn5Xx+9nt+f3x2Bo36SrFwseDk85DxQwNzql/R8tuDwbn1Rv2hDV+mpwHeWEpc08MFG6Tk' +
    'wixMDE1kuLcAHJiCEg7u0Zjw5gGNedhhMG9ZIK2lP2UxD7Z8TqrXFJS7N9BEXplokfYeZcGpyoURZey7N1G5qJT3OwGNmu0O' +
    '2w53TrWwZg0tOOlzB5xEhf/Enh3NU8ZZCcCEfdIJ29AJy7m4pBXcsbXgEvyGdy++Pl9fbtw/ef3cHNorqvAOabizK/g1vWbx' +
    '2+cBaroPMBxXJqIEEJEjGjcZ2af85DxYEhiW4LjVeZFxwvxr/6PKyjOM8YPKFVT/ZFOsZUWRvih//9KZ3Igzk6pU/QkvdUcm' +
    '1roii28PtTLV8b5TAmvGu5yGA+BBOQ/lp2hR+u6cz8usTtjgOKnatJzkFI6/kJfwD1NbKW+csVtmMPic/BgZjd7rLVh69fY7' +
    'GAyG/4O7y+ur6mD79WSd1G11sbJY0ZcoZBerRFDGO/F21DkcvSL1tSnp++2IcJ6e537N8x/Rxz3KREgif8Hz1d0r5X0/m8BR' +
    'nl5IXHY3x/XvsW5PrOLwmH6LiPZuM8ThJt8lXZy9yXpRtOBd35JTA3GUynzpKxHVJVTPjIYMe7xLYo79bRJxmiQL3vjidRks' +
    'PcXvAOU9Fgp0ewnfOW22QsIzg1JE2iI8IEL+20GNKGSUpGGImISMtCI0JOIePcndJNlKEtB307A+wVidcrpVx/mwvlenzB43' +
    'GAwGg8FgMBgMBgPAT/CT7hkAGAAA',
};

const folder = mkdtempSync(join(tmpdir(), 'lockstep-hostile-'));
afterAll(() => rmSync(folder, { recursive: true }));
const content = (name: keyof typeof FILES) => gunzipSync(Buffer.from(FILES[name], 'base64'));
const put = (name: string, bytes: Uint8Array) => {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
};

const numbersIn = (weights: readonly Uint8Array[]) =>
  new Float32Array(new Uint8Array(Buffer.concat(weights)).buffer);

describe('HDF5', () => {
  test('a file that holds its weights is read', async () => {
    const { layers, weights } = await readKerasFile(put('ok.h5', content('ok')));
    expect(layers).toEqual({ d: [[1, 2]] });
    expect(numbersIn(weights)).toEqual(Float32Array.of(1, 2));
  });

  test('its weights travel beside the script, which names them by their hash', async () => {
    put('ok.h5', content('ok'));
    const job = put('job.ts', Buffer.from("import model from './ok.h5'; export default model;"));
    const { source, blobs } = await bundleJob(job);
    const [[sha256, weights]] = [...blobs] as [[string, Uint8Array[]]];
    expect(sha256).toBe(createHash('sha256').update(Buffer.concat(weights)).digest('hex'));
    expect(numbersIn(weights)).toEqual(Float32Array.of(1, 2));
    expect(source).toContain(sha256);
  });

  // What the files name is there, beside them and where the program runs.
  put('secret.bin', Buffer.alloc(16, 1));
  put('other.h5', content('ok'));
  test.each([
    ['external-link', /is not in this file but in another one/],
    ['external-group', /is not in this file but in another one/],
    ['virtual', /is not in this file but in another one/],
    ['external-storage', /cannot be read: Unable to open file/],
    ['huge', /has 4398046511104 bytes, and a job can carry/],
  ] as const)('%s is refused', async (name, message) => {
    const path = put(`${name}.h5`, content(name));
    const before = process.cwd();
    process.chdir(folder);
    try {
      await expect(readKerasFile(path)).rejects.toMatchObject({
        code: 'BAD_INPUT',
        message: expect.stringMatching(message),
      });
    } finally {
      process.chdir(before);
    }
  });

  test('a job that imports such a model does not compile, and says why', async () => {
    put('evil.h5', content('external-link'));
    const job = put('job.ts', Buffer.from("import model from './evil.h5'; export default model;"));
    await expect(bundleJob(job)).rejects.toMatchObject({
      code: 'BAD_INPUT',
      message: expect.stringContaining('is not in this file but in another one that it names'),
    });
  });

  test('a file that is damaged anywhere is read or refused by name', async () => {
    const sound = content('ok');
    const damage = fc.tuple(fc.nat(sound.length - 1), fc.integer({ min: 1, max: 255 }));
    await fc.assert(
      fc.asyncProperty(fc.array(damage, { minLength: 1, maxLength: 8 }), async (damages) => {
        const bytes = Buffer.from(sound);
        for (const [at, flip] of damages) bytes[at]! ^= flip;
        const code = await readKerasFile(put('damaged.h5', bytes)).then(
          () => 'read',
          (error) => error.code,
        );
        expect(['read', 'BAD_INPUT']).toContain(code);
      }),
      { numRuns: 60 },
    );
  });
});

describe('archives', () => {
  const zip = async (name: string, members: Readonly<Record<string, Buffer>>) => {
    const file = new yazl.ZipFile();
    for (const [member, bytes] of Object.entries(members)) file.addBuffer(bytes, member);
    file.end();
    const pieces: Buffer[] = [];
    for await (const piece of file.outputStream) pieces.push(piece as Buffer);
    return put(name, Buffer.concat(pieces));
  };

  test('what no model has is not unpacked, however large it is', async () => {
    const members = Object.fromEntries(
      Array.from({ length: 20 }, (_, i) => [`m${i}`, Buffer.alloc(1024 ** 2)]),
    );
    const path = await zip('bomb.keras', members);
    await expect(readKerasFile(path)).rejects.toMatchObject({
      message: expect.stringMatching(/has no config.json/),
    });
  });
});
