import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Dataset, LoadContext, Split } from '../api/data.ts';
import { LockstepError } from '../base/errors.ts';
import { download, type Published } from './download.ts';
import { parseIdx } from './formats/idx.ts';
import { drawnDigits } from './stand-ins/digits.ts';

type Flavour = 'mnist' | 'fashion-mnist';
type FileKey = 'trainImages' | 'trainLabels' | 'testImages' | 'testLabels';

const FILE_NAMES: Record<FileKey, string> = {
  trainImages: 'train-images-idx3-ubyte',
  trainLabels: 'train-labels-idx1-ubyte',
  testImages: 't10k-images-idx3-ubyte',
  testLabels: 't10k-labels-idx1-ubyte',
};

const MIRRORS: Record<Flavour, readonly string[]> = {
  mnist: [
    'https://storage.googleapis.com/cvdf-datasets/mnist/',
    'https://ossci-datasets.s3.amazonaws.com/mnist/',
  ],
  'fashion-mnist': [
    'https://storage.googleapis.com/tensorflow/tf-keras-datasets/',
    'http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/',
  ],
};

const SHA256: Record<Flavour, Record<FileKey, string>> = {
  mnist: {
    trainImages: '440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609',
    trainLabels: '3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c',
    testImages: '8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6',
    testLabels: 'f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6',
  },
  'fashion-mnist': {
    trainImages: '3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84',
    trainLabels: 'a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845',
    testImages: '346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073',
    testLabels: '67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5',
  },
};

const TITLES: Record<Flavour, string> = { mnist: 'MNIST', 'fashion-mnist': 'Fashion-MNIST' };

const CLASSES: Record<Flavour, readonly string[]> = {
  mnist: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
  'fashion-mnist': [
    ...['T-shirt/top', 'Trouser', 'Pullover', 'Dress', 'Coat'],
    ...['Sandal', 'Shirt', 'Sneaker', 'Bag', 'Ankle boot'],
  ],
};

/**
 * MNIST or Fashion-MNIST from the given folder, else from the cache, else downloaded; where none can be
 * had, drawn digits stand in. A folder may hold any other set in the same four IDX files.
 * @throws LockstepError BAD_DATA when a folder is given and its files are missing or damaged
 */
export async function loadMnist(flavour: Flavour, context: LoadContext): Promise<Dataset> {
  const { dataDir, cacheDir, allowDownload } = context;
  if (dataDir !== undefined) return await fromFolder(flavour, dataDir);
  const cached = join(cacheDir, flavour);
  if (!isThere(cached) && allowDownload) {
    try {
      await download(published(flavour), cached, context);
    } catch (error) {
      if (!(error instanceof LockstepError) || error.code !== 'UNREACHABLE') throw error;
      return drawnDigits(`${TITLES[flavour]} could not be downloaded: ${error.message}`);
    }
  }
  if (isThere(cached)) return await fromFolder(flavour, cached);
  return drawnDigits(`${TITLES[flavour]} is not in the cache, and downloads are off`);
}

function published(flavour: Flavour): Published[] {
  return (Object.keys(FILE_NAMES) as FileKey[]).map((key) => ({
    name: `${FILE_NAMES[key]}.gz`,
    urls: MIRRORS[flavour].map((mirror) => `${mirror}${FILE_NAMES[key]}.gz`),
    sha256: SHA256[flavour][key],
  }));
}

function isThere(folder: string): boolean {
  return Object.values(FILE_NAMES).every((name) => existsSync(join(folder, `${name}.gz`)));
}

async function fromFolder(flavour: Flavour, dataDir: string): Promise<Dataset> {
  const within = join(dataDir, flavour);
  const folder = basename(dataDir) !== flavour && existsSync(within) ? within : dataDir;
  const [train, test] = await Promise.all([
    readSplit(folder, 'trainImages', 'trainLabels'),
    readSplit(folder, 'testImages', 'testLabels'),
  ]);
  return {
    name: flavour,
    provenance: `${TITLES[flavour]} from ${folder}`,
    substitute: false,
    classes: CLASSES[flavour],
    train,
    test,
  };
}

async function readSplit(folder: string, imagesKey: FileKey, labelsKey: FileKey): Promise<Split> {
  const [imagesPath, labelsPath] = [find(folder, imagesKey), find(folder, labelsKey)];
  const images = parseIdx(await read(imagesPath), imagesPath);
  const labels = parseIdx(await read(labelsPath), labelsPath);
  const [length, height, width] = images.shape;
  if (images.shape.length !== 3 || !height || !width || labels.shape.length !== 1) {
    throw new LockstepError('BAD_DATA', `${imagesPath} and ${labelsPath} are not images and their labels`);
  }
  if (!length || length !== labels.shape[0]) {
    throw new LockstepError(
      'BAD_DATA',
      `${imagesPath} has ${length} images, ${labelsPath} ${labels.shape[0]} labels`,
      { hint: 'Take both files from the same set' },
    );
  }
  return {
    length,
    columns: [
      { name: 'image', type: 'uint8', shape: [height, width], values: images.values },
      { name: 'label', type: 'uint8', shape: [], values: labels.values },
    ],
  };
}

/** The path of a file under any of its usual names: gzipped or not, with a dot instead of the dash. */
function find(folder: string, key: FileKey): string {
  const name = FILE_NAMES[key];
  const dotted = name.replace('-idx', '.idx');
  const candidates = [name, dotted].flatMap((stem) => [`${stem}.gz`, stem]);
  const found = candidates.map((candidate) => join(folder, candidate)).find((path) => existsSync(path));
  if (found) return found;
  throw new LockstepError('BAD_DATA', `${join(folder, name)}(.gz) is missing`, {
    hint: 'Point --data-dir to a folder with the four IDX files, or leave it out',
  });
}

async function read(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw new LockstepError('BAD_DATA', `${path} cannot be read: ${(cause as Error).message}`, { cause });
  }
}
