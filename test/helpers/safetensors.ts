/** Reads the safetensors format as its specification says: 8 bytes of length, a header in JSON, then the numbers. */

export interface ReadTensor {
  readonly shape: readonly number[];
  readonly values: Float32Array | Float64Array | Uint8Array;
}

const types = { F32: Float32Array, F64: Float64Array, U8: Uint8Array };

interface Entry {
  readonly dtype: keyof typeof types;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

export function readTensors(bytes: Uint8Array): Readonly<Record<string, ReadTensor>> {
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  const header: Record<string, Entry> = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
  const data = Uint8Array.from(bytes.subarray(8 + length)).buffer;
  return Object.fromEntries(
    Object.entries(header).map(
      ([
        name,
        {
          dtype,
          shape,
          data_offsets: [start, end],
        },
      ]) => [name, { shape, values: new types[dtype](data.slice(start, end)) }],
    ),
  );
}
