import { LockstepError } from '../../base/errors.ts';
import { IntegerLists } from './integer-lists.ts';

/** What a pickle names but we do not run: the call or class stays a plain description. */
export interface PickledObject {
  readonly of: string;
  readonly args: unknown;
  state?: unknown;
}

/** Classes a pickled numpy array names; anything else is refused, since nothing here ever calls code. */
const ALLOWED = new Set([
  'numpy.core.multiarray _reconstruct',
  'numpy._core.multiarray _reconstruct',
  'numpy ndarray',
  'numpy dtype',
  '_codecs encode',
]);

const MARK = Symbol('mark');

/** A class by its name, on the stack of a pickle. */
class Named {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

/** Largest pickle, in bytes, and lists, tuples and texts in it: a byte of a pickle may cost 50 of memory. */
const MOST_BYTES = 128 * 1024 ** 2;
const MOST_THINGS = 4_000_000;

/** Bytes of the opcodes that put the last thing into the memo, with their operands. */
const MEMO_BYTES: Readonly<Record<number, number>> = { 113: 2, 114: 5, 148: 1 };

/**
 * Reads the pickles (protocols 2 to 5) that numpy writes for arrays of lists of integers. It only builds
 * lists, tuples, numbers and texts; calls are recorded, never made. A list of integers, which is not empty, is an
 * Int32Array.
 * @throws LockstepError BAD_DATA for an opcode or a class beyond that, for more than memory should hold, or where the
 * bytes end early
 */
export function readPickle(bytes: Uint8Array, path: string): unknown {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const stack: unknown[] = [];
  const memo = new Map<number, unknown>();
  let at = 0;
  let things = 0;
  const bad = (what: string) =>
    new LockstepError('BAD_DATA', `${path} holds a pickle that ${what} at byte ${at}`);
  if (bytes.length > MOST_BYTES) throw bad(`has ${bytes.length} bytes, more than ${MOST_BYTES},`);
  const integers = new IntegerLists(bytes);
  const made = <T>(thing: T): T => {
    if (++things > MOST_THINGS) throw bad(`has more than ${MOST_THINGS} lists and texts`);
    return thing;
  };
  const take = (count: number) => {
    if (count < 0 || at + count > bytes.length) throw bad('is cut off');
    at += count;
    return at - count;
  };
  const text = (length: number) => {
    const start = take(length);
    return made(Buffer.from(bytes.subarray(start, start + length)).toString('latin1'));
  };
  const line = () => {
    const end = bytes.indexOf(10, at);
    if (end < 0) throw bad('is cut off');
    const result = text(end - at);
    at += 1;
    return result;
  };
  const pop = () => {
    const top = stack.pop();
    if (top === undefined || top === MARK) throw bad('takes what is not there');
    return top;
  };
  const popToMark = () => {
    const mark = stack.lastIndexOf(MARK);
    if (mark < 0) throw bad('lacks a mark');
    const items = stack.splice(mark + 1);
    stack.pop();
    return items;
  };
  const list = () => {
    const top = stack.at(-1);
    if (!Array.isArray(top)) throw bad('appends to what is no list');
    return top;
  };
  const global = (name: string) => {
    if (!ALLOWED.has(name)) throw bad(`names ${name}, which has no place in an array`);
    return new Named(name);
  };
  const remember = (opcode: number) => {
    const number =
      opcode === 0x71 ? bytes[take(1)]! : opcode === 0x72 ? view.getUint32(take(4), true) : memo.size;
    memo.set(number, stack.at(-1));
  };
  for (;;) {
    const opcode = bytes[take(1)]!;
    switch (opcode) {
      case 0x80: // PROTO
        if (bytes[take(1)]! > 5) throw bad('has an unknown protocol');
        break;
      case 0x95: // FRAME
        take(8);
        break;
      case 0x2e: // STOP
        return pop();
      case 0x28: // MARK
        stack.push(MARK);
        break;
      case 0x4e: // NONE
        stack.push(null);
        break;
      case 0x88: // NEWTRUE
      case 0x89: // NEWFALSE
        stack.push(opcode === 0x88);
        break;
      case 0x4b: // BININT1
        stack.push(bytes[take(1)]!);
        break;
      case 0x4d: // BININT2
        stack.push(view.getUint16(take(2), true));
        break;
      case 0x4a: // BININT
        stack.push(view.getInt32(take(4), true));
        break;
      case 0x55: // SHORT_BINSTRING
      case 0x43: // SHORT_BINBYTES
      case 0x8c: // SHORT_BINUNICODE
        stack.push(text(bytes[take(1)]!));
        break;
      case 0x58: // BINUNICODE
      case 0x42: // BINBYTES
        stack.push(text(view.getUint32(take(4), true)));
        break;
      case 0x63: // GLOBAL
        stack.push(global(`${line()} ${line()}`));
        break;
      case 0x93: {
        // STACK_GLOBAL
        const [name, module] = [pop(), pop()];
        if (typeof name !== 'string' || typeof module !== 'string') throw bad('names a class by no text');
        stack.push(global(`${module} ${name}`));
        break;
      }
      case 0x29: // EMPTY_TUPLE
        stack.push(made([]));
        break;
      case 0x5d: {
        // EMPTY_LIST
        const memoized = MEMO_BYTES[bytes[at]!] ?? 0;
        const list = integers.at(at + memoized);
        stack.push(made(list?.values ?? []));
        if (!list) break;
        if (memoized > 0) remember(bytes[take(1)]!);
        at = list.end;
        break;
      }
      case 0x85: // TUPLE1
      case 0x86: // TUPLE2
      case 0x87: {
        // TUPLE3
        const items = Array.from({ length: opcode - 0x84 }, pop);
        stack.push(made(items.reverse()));
        break;
      }
      case 0x74: // TUPLE
        stack.push(made(popToMark()));
        break;
      case 0x61: {
        // APPEND
        const item = pop();
        list().push(item);
        break;
      }
      case 0x65: {
        // APPENDS
        const items = popToMark();
        const into = list();
        for (const item of items) into.push(item);
        break;
      }
      case 0x52: {
        // REDUCE
        const [args, called] = [pop(), pop()];
        if (!(called instanceof Named)) throw bad('calls what is no class');
        stack.push(made({ of: called.name, args } satisfies PickledObject));
        break;
      }
      case 0x62: {
        // BUILD
        const state = pop();
        const target = stack.at(-1);
        if (typeof target !== 'object' || target === null || !('of' in target))
          throw bad('builds what is no object');
        (target as PickledObject).state = state;
        break;
      }
      case 0x71: // BINPUT
      case 0x72: // LONG_BINPUT
      case 0x94: // MEMOIZE
        remember(opcode);
        break;
      case 0x68: // BINGET
        stack.push(memo.get(bytes[take(1)]!));
        break;
      case 0x6a: // LONG_BINGET
        stack.push(memo.get(view.getUint32(take(4), true)));
        break;
      default:
        throw bad(`uses opcode 0x${opcode.toString(16)}`);
    }
  }
}
