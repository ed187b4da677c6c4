import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { choosePin, pins, TENSORFLOW_VERSION } from '../../scripts/setup/pins.mjs'
import { nameOf } from '../../scripts/setup/tensorflow.mjs'
import { announcedBytes, requirement, retryArguments } from '../../scripts/setup/wheels.mjs'

describe('choosePin', () => {
  const choose = (platform, device, hasGpuDriver) => choosePin({ platform, device, hasGpuDriver })

  it('takes the GPU libraries where a driver is, unless the device is set to cpu', () => {
    assert.equal(choose('linux-x64', 'auto', true), 'linux-x64-gpu')
    assert.equal(choose('linux-x64', 'cpu', true), 'linux-x64-cpu')
    assert.equal(choose('linux-x64', 'auto', false), 'linux-x64-cpu')
  })

  it('takes them without a driver when the device is set to gpu: an image is built elsewhere', () => {
    assert.equal(choose('linux-x64', 'gpu', false), 'linux-x64-gpu')
  })

  it('falls back to the CPU libraries where no GPU build exists', () => {
    assert.equal(choose('linux-arm64', 'gpu', true), 'linux-arm64-cpu')
    assert.equal(choose('darwin-arm64', 'auto', false), 'darwin-arm64-cpu')
  })

  it('is null where there is no build at all', () => {
    assert.equal(choose('win32-x64', 'auto', false), null)
    assert.equal(choose('darwin-x64', 'auto', false), null)
  })
})

describe('pins', () => {
  it('name one file each: an exact version and a SHA-256', () => {
    for (const { wheels } of Object.values(pins)) {
      for (const wheel of wheels) {
        assert.match(requirement(wheel), /^[a-z0-9-]+==\d+(\.\d+)+ --hash=sha256:[0-9a-f]{64}\n$/)
      }
    }
  })

  it('pin TensorFlow first, and no file twice', () => {
    const hashes = Object.values(pins).flatMap(({ wheels }) => wheels.map(({ sha256 }) => sha256))
    assert.equal(new Set(hashes).size, hashes.length)
    for (const { wheels } of Object.values(pins)) assert.match(wheels[0].name, /^tensorflow/)
  })

  it('give every platform and device a cache folder of its own', () => {
    const names = Object.keys(pins).map(nameOf)
    assert.equal(new Set(names).size, names.length)
    for (const name of names) assert.ok(name.startsWith(`${TENSORFLOW_VERSION}-`))
  })
})

describe('pip', () => {
  it('announces how much it will download', () => {
    assert.equal(announcedBytes('  Downloading a-1-py3-none-any.whl (273.8 MB)\n'), 273_800_000)
    assert.equal(announcedBytes('  Downloading a.whl.metadata (4.1 kB)\n'), 4_100)
    assert.equal(announcedBytes('Saved ./a.whl'), null)
  })

  it('is asked to resume from version 25.1 on', () => {
    assert.deepEqual(retryArguments('pip 23.2.1 from /x (python 3.11)'), [])
    assert.deepEqual(retryArguments('pip 25.0.1 from /x (python 3.11)'), [])
    assert.deepEqual(retryArguments('pip 25.1 from /x (python 3.13)'), ['--resume-retries', '20'])
    assert.deepEqual(retryArguments('pip 26.0 from /x (python 3.14)'), ['--resume-retries', '20'])
  })
})
