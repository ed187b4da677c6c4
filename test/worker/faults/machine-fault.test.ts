import assert from 'node:assert/strict'
import test from 'node:test'
import { isOutOfMemory, machineFault } from '../../../src/worker/faults/machine-fault.ts'

const coded = (code: string, message = 'no') => Object.assign(new Error(message), { code })

for (const code of ['ENOSPC', 'EACCES', 'EROFS', 'ENOMEM', 'EMFILE', 'ENOENT', 'EDQUOT', 'EIO']) {
  test(`${code} is the machine's fault, also as a cause`, () => {
    assert.equal(machineFault(coded(code, `${code}: open '/cache/x'`)), `${code}: open '/cache/x'`)
    assert.match(machineFault(new Error('outer', { cause: coded(code) }))!, /no/)
  })
}

for (const message of [
  'ENOSPC: no space left on device, write',
  'libcudart.so.12: cannot open shared object file: No such file or directory',
  "Cannot find module '/app/node_modules/@tensorflow/tfjs-node-gpu/lib/napi-v8/tfjs_binding.node'",
  'failed call to cuInit: CUDA_ERROR_NO_DEVICE: no CUDA-capable device is detected',
]) {
  test(`"${message.slice(0, 50)}…" is the machine's fault`, () => {
    assert.ok(machineFault(new Error(`trainer ended: exit code 1\n${message}`)))
  })
}

test('the line that says it is told', () => {
  const error = new Error(
    'trainer ended: exit code 1\nError: cannot open shared object file: x\nat y',
  )
  assert.equal(machineFault(error), 'Error: cannot open shared object file: x')
})

for (const message of [
  'the loss is not finite',
  'Invalid argument: shapes do not match',
  'blob dataset/1234 does not exist',
]) {
  test(`"${message}" is not`, () => {
    assert.equal(machineFault(new Error(message)), null)
    assert.equal(isOutOfMemory(new Error(message)), false)
  })
}

test('faults of the database are not the machine’s', () => {
  assert.equal(machineFault(coded('23514')), null)
  assert.equal(machineFault(coded('ECONNREFUSED')), null)
  assert.equal(machineFault(coded('53100')), null)
})

for (const message of [
  'OOM when allocating tensor with shape[60000,4096] on /device:GPU:0 by allocator GPU_0_bfc',
  'Invalid TF_Status: 8 Message: ResourceExhausted: failed to allocate memory',
  'CUDA_ERROR_OUT_OF_MEMORY: out of memory',
]) {
  test(`"${message.slice(0, 40)}…" is too little memory`, () => {
    assert.equal(isOutOfMemory(new Error(message)), true)
  })
}
