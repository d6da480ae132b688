/** Layers that several models inside of a model share: refused, or read as Keras reads them. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { LayersModel, Tensor } from '@tensorflow/tfjs';
import { afterAll, expect, test } from 'vitest';
import type { TF } from '../job.ts';
import { kerasModel } from './model.ts';
import { readKerasFile } from './read.ts';

const tf = createRequire(import.meta.url)('@tensorflow/tfjs') as TF;
const folder = mkdtempSync(join(tmpdir(), 'lockstep-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

/**
 * `m(x) = a(x) + b(x)` where `a(x) = ad(s(x))` and `b(x) = bd(s(x))`, dense layers of one weight each, s 2, ad 3, bd 5:
 * saved by Keras 3.15.1, gzipped, base64.
 */
const FILES = {
  keras:
    'H4sIAAAAAAACA+1dTWwTRxRe2wkYKChIkYAobY0lRFIFYzsJMSm0RiQhJfwYmlYREC1jexMvrHdT7xoS0qicqvTGoYcg9cCRQyVQ1QOHHDhy6CFHDhxy' +
    'hBuHIvWARHd2Z7M7s+sfHNsJyXvCGc/sm3mzb76Z93lmjVNjgZZ2zpTDXObJyLuk/g6/9uqvvKChLNJQ5JaqyPPh20IBqfwdoaCKihweDIV7I7H+SCzc' +
    'EwrrWgKvojtCFpfHo/ETx2KxY/GBZDQ22N8/GEuEF1KUqe6HI2+6OjgOv/boJRlFnhKniaG8ki1KAm7JMBlRC5mIXiZIamSqKGc03TySsNmMhFSVl1He' +
    'UB6hrxkt6uXzYUshj8u1AhJllDba1wpFQS+S0Jx+U3r+uts2ueYy9p08U9Qu4IuMsTTSMjlezaEZrHddLkpSTyg2iZ2kzRll4SlJQVpvHFdUZ1BBxYVT' +
    'SFJxXwpoetrwolVgGRSxQd7oDm9UVWbIzRLdBVxbmBZVTSgIWaujpv3SrYhyWinKurruX8MFk3o7jRsCtEWGoB4D8BHuL+WCIUHWu+7tarWEqy0fuKx4' +
    'ND+uq6YUSczMlTBi+bH0veMrRVnU8N3F9PdIB8gdpJElRBJlARmeKKoCnxaR6vC73itZkHhRry0iSbynu8yj2xHHdY97OCcpBUX7QRanlEKeuQtVMMaZ' +
    'DJE5NGjWGAhSphQ1prD8neI7WGeHrwkFRaU7Wt4mcZOuUJRQgVgl/Tf643mF1NKNqAZINKaS14WfikjWxHvG6PFr3SvvFdxeUZSyvMPvpqddE3TBMU9U' +
    'z9kxH0aFafKO9hrPm+FJ02eEUuB5dqSrXAzMRnL6fSiFOazPTNio/m9yYQFXv32X9GVez9dt1qLs5pi2eGHMIVyopG8JGY0X8UyJ9UWjJ+O9/bH+3r5E' +
    'NApzG+Z2DXPbxPhmmNxquSk92UOFa7XUcmBDyaFn3KPZtKf7GKpUwY3WMGSU/IwoCTwNH4pcbbI102CZni4O55F627q3hcbSzvRWYf6xujD/2PagnhDD' +
    'qnWH/icRPxnv641vRKCr3LHYwIktFw3LQbNvoK9/4MQmp8PGMtJwQpwGQgyEeIsT4vTWIMT2guBJidMbQInTW44Sl1pDz2SzpdhYMf8pLaHrml2OgVl7' +
    'S+8rmc4oA4nmYQLZOMAj3SSraQf6apjj8bJz3HRvMya540Dpzb75yavfop7O2xyHX2347Ap/aozcFcTpnKZGcv2/jQ6N7N3dsduoEAxyLYaWLR+I4PrO' +
    'vHX9Jkl9JF0k6WO/Ve4zrh0k5ftJ+6ze+NXhYaz9gRHLzmqrmQY5kO0oo8NnUjidIHkLTy/8tN4dVFBxas49G5fJGu36uACF3zaC366dNP5N/HIl8QsC' +
    '+HXi11rHFltZvJmSqpPd7y9dHvJx/rVVffEAbecpya8covsVCtB6oySfa92e42fFLdYPn5GVxce1cu2693A4x/lDPp9Ro23Nh0HKnzhd3Gm/P3f28gUf' +
    'RyoweljyJLWWu70kpSiIng8w9RBJW0i6x13PyLcy9VSS7mDsoqyZ7mT00wyuvfoX0/O7mPbSpL3dJG/1XydMlP9f74M1BAQEBAQEBAQEBAQEBOTTl1L7' +
    '5Oz+TKV98uDn9OdwkO0l7D5jkqRvD9F67P6P/Rghx+SNbRsOZbMEp6YcrBK/Mx1m/kFndfhtOwz4Bfza+LX2rZ920nrWOc/a/vQ67Zr75C1cguT/zXAU' +
    '3jvJPuWpKRr/z8K03irJc0fMpMuaL6O0XpLkb56n8T7aQeux82fzxzHv87IJ4pebnHMdgPMykOrWAWt+PAuxeDOlvudlvjV7qS9oO7MkvxSCMSonVvxn' +
    '/VXreRk+T7LOy/xl+Aa7/lbiG4ku4BuwzrifKwkd8eYbjX6u5H43xEmQ9cfJ1aPNiJP2cyWr3bSd4FeE//bQ/Zo9Qus9IvnnR7d3nGT9UI/nSgJl4iQ7' +
    'PpXi5M3jECdhnbHXGetz7WhP+X2lLP4Kk5XysTWcRquOk974fUHsvo5Uh99cL+AX8OveVwoeb8a+UsDmef10/EuQ/MQA4Z2k/PdvaL1lkn+VpHH8qIfW' +
    'Y+fFVpFSfPlpH/BlkPXz5bbe5u4rPY7SdlZI/m0cxqgavsz6q1a+vMfBl1vK8A12na7ENx4MAt+AdcbNN2YHGss3SsXJl197xcnS+L1wGvAL+HXjNzFI' +
    '60WZeFkfvmzHyZUBuv3/SP7gIIxRNXGS9Vc99pVaSX2fQ8FHdgR8fp+rnleKPxHh9/tDX5LvJoW4A0HuwC+cZSNoXPf7zQaDZEUL+EZP29HaKbMb7fIk' +
    'i93EKcBhbTHMm4Oxn4ErxbD2IYhhEMPcMex9cmM42I3hj+NgKyOAX8CvG7/LZ5vLwcbP0O3/TPJ/nIUxqoaDsf6qlYP5HRxsx4ZysH9GNicHS7o42PIw' +
    '4LCeHIx9brVSDFu6CDEMYpj7+ar75705WKOfr1q95MXB4LwIpDr8WutY8iKLN1Ma9XxV8jJtJ0fyi1fofr08T+txY2YSuri9ORjrh3rsg+0sEyfZ8akU' +
    'J5+PQ5yEdcZeZ0IkfXyF1vN8vsrxXFWiTjyv6yrp13h1+H0xAfgF/Lr3KnLj3jyvvnsV/jX8zlyj498SyT+7weDzKq3H4n37fd7z5stt14Avg6yfL89M' +
    'NIMv2/s+wR9pO1GST03AGFXDl1l/1eN7e8EyfINdpyvxjbc88A1YZ9x84+WNxvKNUnEygbziZGn8/pkG/AJ+3fhd4mm9Rp/tRSfp9idIfpaHMaomTrL+' +
    'qsfZ3i5uI8/2HpOVabOd7T1yne0tIcBhbTHMm4Ox/8dNpRimiRDDIIa5Y9iNqY3hYMu3YK8CZP17FZ1ic/cq/p6i7bwi+fc5GKNqOBjrr1o5WMDBwfDv' +
    'UaTGfP72QDu5epjLPBl5h1tOcvbvW2C5bzSQFzSURRqK3FIVma3a/XDkTVcHx+HXHqoq/l0t8+e7XBW9fr/Lrrjc4f41r9RY6w7zTgLcX3q641ec+x92' +
    'VCBKzoYAAA==',
  h5:
    'H4sIAAAAAAACA+1cPUwcRxSePX58YEhASmSSJqerHBkTDoiEosg+y2DOih0jbCw7FlpmuYVbsbdLdnYxmKC4SOF0Ll1Spkzp0qVLly4pU7p0R+b3bmdu' +
    '7wc4/ucJae7N/7x535s3c+/4uzB1p7/3215AKJ0GnWAAxGmP0/unMi/KF3lq8PQVT/9JifwuWjbE8wd4/5kOueGjuelpwuwpVJnIVZakgaaLSIXpW7Mk' +
    'fcJ5oU/vU3K9sl+0XfO57ayUQhTTy/wBxx3k+qrqdR8ocPX9AnyFtXLVDiAy1+0AOb6H878xDNpyoDKHtIST7pgyG7S/PP+cpv1ZcGnV9opN++mN9ZOS' +
    '5tVP+2HyWPK9ZWcF0HmBhv19+XW1vw6a352I391uxn8CreG3MMzSUa3KGr+EF+dFt1wP8tTiqeOtRaHpwk07MMcwj6IyzQ/9NdO117Fuy4g3Knoq62vh' +
    'e8aXgMDvK673fRgnQ4CN4MGyjUBDnBiM6+T9iLQ/hsNLok26ivU438mxJfiuhvgHLeM/TfM7EvH6+rp8Pguauf3gHu0rA2rtE6bxkdyPIzlmWyrjEfnb' +
    'HvKDZdd/XrUVFfuBaSu75EKEqESzP2WydyJvKcSmEbrZ4UyW2SOcv5UVFcokPwyg40HLJTlhENk4i24Mwvwztcu7RDXukWKlSwuGSyUTleAaqffMi1x3' +
    'OJNbwJWK4SbNy+KJw3B8jDREazBAJHMZuoiMGMCVFbsYyxADSrpImvprfEm87najyo5n+ZFXND2sr3Q9C7j6vsUEz5SY9iGklkU0hTXPriMdVEc6YkFb' +
    'WWwtIlqSpSc27Ufu/hGuOuu7ztJmnUGEUMhCAnvFQaEd2EXRAREjKYk8JyRryOHPEO/pOiRiIO1dx7MhXW+EbNNyIIoJEc/Kw+bMwa0d6DovsGASpj0S' +
    'K09Yw4zrB3447znLflBWVoFsumlst/kGwA0qbp7nR6GS2XilZAWHnPBvduAjeaKNx+RiwhUiFwZ8VD5/Op/EEt4KD4KokoRKo6SC3yPohc4LuntmZXpi' +
    'HpLi1ajvVhYGK4mgNE3mMDIzaprqJrUIStZJCQvJDzZJfQVRo/hvYXubNF99zueyhfl9wgoWNa40rk4CV0zzTgOwUCM4LQxLZxmqB8WqFsTq0TWyruMr' +
    'P4UWhToyiULIliFaFfu3fSDPxjpbDmBuPw5gTns32gpr76attijXPv/G0v6NRtaJIMs6H/5NFYyJHo6V6OFY58zDuVUs1ju4o/IpMTCSVWezarADx7cF' +
    'sCr2WsEe2ahWbLMPoPRjDZWeiZd3X3knNpT37S4gv5+K9+1upb54F78Uf29OeB9PN3mn7anzvivqi3JY/IFZPc5fBvL3r4gX9yntLKVdf5124v35VY/+' +
    'bkSTJk2aNGnSpOk46eGvD6YMGnXAKNMp+50Fzpe6taxaiRNT5dU8Tgy0HCfW00Kc1cdR2d/WdLHjrEQc0Kdrcj1UuefJeM8fyo50VfTuwyW53395/NWH' +
    'a3J81utbcr23nP94W57/7Kxcb4Pzb+ZYelXkP5Tr7XD+3TxLRfzhzmO53nvO//fkdNgRVV59PHKNxXUOARbvVg1YaxavJuK3UvH7eLp6t++J8b20D0OK' +
    'IxPzyo8wfpELspk9Gh3X9kjbo6o9Erh/qQQCi1ehit/RFr8mVRlv42fFLnD+3Q1ZP4dGFHuo6PtFI/H7DSEQg1taI2VIcqqXdmALQj4PZr7jb6AZcCUN' +
    'rvzJy8mJQcpTqRQPkWUWp8PYmGA1OpUZbZwuf3lMY/yAhF2NfJ6lO3ktDk2aNGnSpOki+JXJ90vVL2/6u8K8vl/q+2Xt/XL3xtHeL0/uXvTHmbgXTd7U' +
    'unkwvUr+/ebsFOPF7zeb2cU3M9ouartY+z3A59tyPfE9gNWm7wHEOa6+4x/l+zWJMYu/X/c18C/ANEsyM63h6NNdjSONo1r/Ij9ztP6F+n49+YuMz0XO' +
    'v7wv6+fHKbmequ8X7zw9KT/t5Znw03YLGuPtvL+quGx2vqQf6PNFny+158vO/fN6f/3rTNjFz/e1brbz/jrA43BK0v0V1P9/f5q0XYzZRYHLt3OqvjGa' +
    'bdO44hxX48vk/6tXe38dzNzkc8yDictgYo//oEvcX1vFyeRjjRNNh8fJ7vzx4ESNrzwunCw+1TjRdHicpJ8eD07U+OJ24+R/bEniNchZAAA=',
};

async function read(kind: keyof typeof FILES): Promise<LayersModel> {
  const path = join(folder, `model.${kind}`);
  writeFileSync(path, gunzipSync(Buffer.from(FILES[kind], 'base64')));
  const { weights, ...model } = await readKerasFile(path);
  return await kerasModel({ ...model, weights: 'w' }, new Map([['w', weights]]))(tf);
}

test('a .keras file, which has the weights of a shared layer once, is refused: Keras cannot load it either', async () => {
  await expect(read('keras')).rejects.toMatchObject({
    code: 'BAD_INPUT',
    message: 'the Keras model does not fit its weights: layer b/s has no weights in the file',
    hint: expect.stringMatching(/share the layer.* give each place one of its own/),
  });
});

test('an HDF5 file, which has them for each place, gives a layer for each place, as in Keras', async () => {
  await tf.setBackend('cpu');
  const model = await read('h5');
  expect((model.predict(tf.ones([1, 1])) as Tensor).dataSync()[0]).toBe(2 * 3 + 2 * 5);
  expect(model.trainableWeights).toHaveLength(4);
});
