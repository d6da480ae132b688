import { existsSync } from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '../../base/folders.ts';
import { sfc32 } from '../../base/random.ts';

/** Classes, a folder each. */
const CLASSES = ['one', 'other'];
/** Pixels of a side of the noise that is drawn large: from broad colours to fine grain. */
const GRAINS = [4, 16, 64];

export interface PictureSet {
  readonly count: number;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
}

/** A folder of JPEGs as `images` and torchvision's `ImageFolder` read it. It is made once, and whole or not at all. */
export async function pictureFolder(
  parent: string,
  set: PictureSet,
  onMade: (count: number) => void,
  signal: AbortSignal,
): Promise<string> {
  const { count, width, height } = set;
  const folder = join(parent, `pictures-${width}x${height}-${count}`);
  if (existsSync(folder)) return folder;
  const part = `${folder}.part`;
  await rm(part, { recursive: true, force: true });
  for (const name of CLASSES) await makeFolder(join(part, name));
  for (let i = 0; i < count; i++) {
    signal.throwIfAborted();
    await writeFile(join(part, CLASSES[i % CLASSES.length]!, `${i}.jpg`), await picture(i, set));
    onMade(i + 1);
  }
  await rename(part, folder);
  return folder;
}

/** Noise of several grains laid over each other, which a JPEG takes as much room for as for a photograph. */
async function picture(seed: number, { width, height }: PictureSet): Promise<Buffer> {
  const { default: sharp } = await import('sharp');
  const random = sfc32(seed, 0);
  const layers = GRAINS.map(async (side) => {
    const noise = Uint8Array.from({ length: side * side * 3 }, () => 256 * random());
    const raw = { width: side, height: side, channels: 3 } as const;
    return await sharp(noise, { raw })
      .resize(width, height, { fit: 'fill', kernel: 'cubic' })
      .raw()
      .toBuffer();
  });
  const [broad, middle, fine] = (await Promise.all(layers)) as [Buffer, Buffer, Buffer];
  const pixels = broad.map((value, i) => 0.5 * value + 0.3 * middle[i]! + 0.2 * fine[i]!);
  return await sharp(pixels, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 90 })
    .toBuffer();
}
