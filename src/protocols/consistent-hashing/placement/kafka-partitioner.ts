import { UsageError } from '../../../kernel/errors.ts'
import { murmur2 } from './hashes/murmur2.ts'
import { encodeUtf8, utf8Bytes } from './hashes/utf8.ts'

/**
 * The partition, from 0 to `partitions` − 1, to which Kafka's default partitioner sends records with this key: the
 * lower 31 bits of murmur2 modulo the number of partitions (`BuiltInPartitioner.partitionForKey`).
 */
export function kafkaPartition(key: string, partitions: number): number {
  if (!(Number.isSafeInteger(partitions) && partitions >= 1)) {
    throw new UsageError(
      `Expected the number of partitions to be an integer of at least 1, got ${partitions}.`,
    )
  }
  const length = encodeUtf8(key)
  return (murmur2(utf8Bytes, length) & 0x7fffffff) % partitions
}
