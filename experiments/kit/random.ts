/**
 * Seeded random numbers that are the same on every machine: 32-bit integer arithmetic, and exact-math for the normal
 * distribution. A label splits a generator: the child's draws depend only on the seed and the labels, not on how much
 * the parent has drawn. So an added draw in one place changes nothing elsewhere.
 *
 * The stream is xoshiro128** (Blackman and Vigna, "Scrambled linear pseudorandom number generators", 2021). Its state
 * comes from the seed and labels through the 32-bit finaliser of MurmurHash3 (Appleby).
 */
import { cos, log } from "./exact-math.ts";

/** 128 bits in four 32-bit words. */
export type State = [number, number, number, number];

/** 2^32 divided by the golden ratio: separates the four lanes and neighbouring characters. */
const GOLDEN = 0x9e3779b9;
const INITIAL: Readonly<State> = [GOLDEN, GOLDEN * 2, GOLDEN * 3, GOLDEN * 4];

const rotateLeft = (x: number, bits: number): number => (x << bits) | (x >>> (32 - bits));

/** Every bit of the result depends on every bit of x. */
function avalanche(x: number): number {
  let hash = x;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

/** A new key from a key and a label. It includes the label's length, so that ("a", "bc") differs from ("ab", "c"). */
function absorb(key: Readonly<State>, label: string): State {
  let [a, b, c, d] = key;
  for (let index = -1; index < label.length; index++) {
    a = avalanche(a ^ (index < 0 ? label.length : label.charCodeAt(index)));
    b = avalanche(b ^ a);
    c = avalanche(c ^ b);
    d = avalanche(d ^ c);
    a = (a ^ rotateLeft(d, 7)) + GOLDEN;
  }
  return [a | 0, b | 0, c | 0, d | 0];
}

/** One step of xoshiro128**: changes the state and returns 32 bits. */
export function advance(state: State): number {
  const [a, b, c, d] = state;
  const mixedC = c ^ a;
  const mixedD = d ^ b;
  state[0] = a ^ mixedD;
  state[1] = b ^ mixedC;
  state[2] = mixedC ^ (b << 9);
  state[3] = rotateLeft(mixedD, 11);
  return Math.imul(rotateLeft(Math.imul(b, 5), 7), 9) >>> 0;
}

/** A seeded generator. Its draws depend only on its seed and labels. */
export class Random {
  readonly #key: Readonly<State>;
  readonly #state: State;

  private constructor(key: Readonly<State>) {
    this.#key = key;
    // A generator in the all-zero state would never leave it.
    this.#state = key.every((word) => word === 0) ? [...INITIAL] : [...key];
  }

  static seeded(seed: number | string): Random {
    return new Random(absorb(INITIAL, `${typeof seed}:${seed}`));
  }

  /** An independent generator for one purpose. Draws from either do not change the other. */
  split(label: number | string): Random {
    return new Random(absorb(this.#key, `${typeof label}:${label}`));
  }

  /** 32 random bits as an unsigned integer. */
  bits(): number {
    return advance(this.#state);
  }

  /** Uniform in [0, 1), with 53 random bits. */
  uniform(): number {
    const high = this.bits() >>> 5;
    const low = this.bits() >>> 6;
    return (high * 67_108_864 + low) / 9_007_199_254_740_992; // (27 bits * 2^26 + 26 bits) / 2^53
  }

  /** Standard normal (Box and Muller 1958). */
  normal(): number {
    const radius = Math.sqrt(-2 * log(1 - this.uniform()));
    return radius * cos(2 * Math.PI * this.uniform());
  }

  /** Uniform whole number in [0, bound), without the bias of a plain remainder. */
  integer(bound: number): number {
    if (!(Number.isInteger(bound) && bound >= 1 && bound <= 4_294_967_296)) {
      throw new RangeError(`invalid bound; not a whole number from 1 to 2^32: ${bound}`);
    }
    const limit = 4_294_967_296 - (4_294_967_296 % bound);
    let draw = this.bits();
    while (draw >= limit) draw = this.bits();
    return draw % bound;
  }

  /** A shuffled copy (Fisher and Yates). */
  shuffle<Item>(items: readonly Item[]): Item[] {
    const copy = [...items];
    for (let last = copy.length - 1; last > 0; last--) {
      const other = this.integer(last + 1);
      [copy[last], copy[other]] = [copy[other] as Item, copy[last] as Item];
    }
    return copy;
  }
}
