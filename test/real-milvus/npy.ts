// Writes NumPy's .npy files, version 1.0: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
import { writeFile } from "node:fs/promises";

/** A one-dimensional array: a column of ids. */
export function writeInt64(file: string, values: BigInt64Array): Promise<void> {
  return write(file, "<i8", `(${values.length},)`, values);
}

/** A two-dimensional array, one row after the other: a column of vectors. */
export function writeFloat32(file: string, values: Float32Array, dimension: number): Promise<void> {
  if (values.length % dimension !== 0) throw new RangeError(`${values.length} values make no rows of ${dimension}`);
  return write(file, "<f4", `(${values.length / dimension}, ${dimension})`, values);
}

// The values are written as they lie in memory, little-endian on every machine that Node supports for Milvus.
function write(file: string, type: string, shape: string, values: BigInt64Array | Float32Array): Promise<void> {
  const header = `{'descr': '${type}', 'fortran_order': False, 'shape': ${shape}, }`;
  // Magic, version and length take 10 bytes; all of it ends with a newline and is a multiple of 64.
  const length = Math.ceil((10 + header.length + 1) / 64) * 64 - 10;
  const prefix = Buffer.from("\x93NUMPY\x01\x00\0\0", "latin1");
  prefix.writeUInt16LE(length, 8);
  const data = Buffer.from(values.buffer, values.byteOffset, values.byteLength);
  return writeFile(file, Buffer.concat([prefix, Buffer.from(`${header.padEnd(length - 1)}\n`, "latin1"), data]));
}
