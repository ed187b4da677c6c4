/** The native part of tfjs-node: unpacked libraries, the binding compiled against them, links from the package. */
import { lstat, mkdir, readlink, rename, rm, symlink } from 'node:fs/promises'
import path from 'node:path'
import { run } from './run.mjs'

const NAPI_VERSION = 8 // the same binary serves every Node from 12 on

/** Takes libraries (and NVIDIA's, which they look for in `../nvidia`) and headers out of the wheels. */
export async function unpack(files, { python, libraries, into }) {
  await rm(into, { recursive: true, force: true })
  await mkdir(into, { recursive: true })
  await run(python, ['-c', UNPACK, into, libraries.join(','), ...files])
}

// Node's built-ins read no zip archives; Python is here anyway, for pip
const UNPACK = `
import os, shutil, sys, zipfile
into, libraries, files = sys.argv[1], sys.argv[2].split(','), sys.argv[3:]
def place(name):
    if name.startswith('tensorflow/include/'): return name[len('tensorflow/'):]
    if name.startswith('tensorflow/') and name[len('tensorflow/'):] in libraries: return 'lib/' + name[len('tensorflow/'):]
    if name.startswith('nvidia/') and not name.endswith(('.a', '.h', '.hpp')): return name
for file in files:
    with zipfile.ZipFile(file) as wheel:
        for entry in wheel.infolist():
            target = place(entry.filename)
            if target is None or entry.is_dir(): continue
            target = os.path.join(into, target)
            os.makedirs(os.path.dirname(target), exist_ok=True)
            with wheel.open(entry) as source, open(target, 'wb') as sink:
                shutil.copyfileobj(source, sink, 1 << 20)
            mode = entry.external_attr >> 16
            if mode & 0o111: os.chmod(target, 0o755)
`

/**
 * Compiles the binding that tfjs-node ships as source. Without node-gyp: two files need no make, and Node's stable
 * C headers come from npm, so that nothing is downloaded from elsewhere.
 *
 * @param folder  holds deps/lib and deps/include; receives lib/napi-v8/tfjs_binding.node
 */
export async function compile(folder, { root, compiler, libraries, link }) {
  const source = path.join(packageOf(root), 'binding')
  const target = path.join(folder, 'lib', `napi-v${NAPI_VERSION}`)
  await mkdir(target, { recursive: true })
  await run(compiler, [
    ...['-std=c++17', '-O2', '-fPIC', '-w', `-DNAPI_VERSION=${NAPI_VERSION}`],
    ...['-I', path.join(root, 'node_modules', 'node-api-headers', 'include')],
    ...['-I', path.join(folder, 'deps', 'include')],
    ...[path.join(source, 'tfjs_backend.cc'), path.join(source, 'tfjs_binding.cc')],
    ...libraries.map((library) => path.join(folder, 'deps', 'lib', library)),
    ...link,
    ...['-o', path.join(target, 'tfjs_binding.node')],
  ])
}

/** Points the package at `folder`, where it looks for its binding and its libraries. */
export async function linkTo(folder, root) {
  for (const link of [path.join('lib', `napi-v${NAPI_VERSION}`), path.join('deps', 'lib')]) {
    const from = path.join(packageOf(root), link)
    await mkdir(path.dirname(from), { recursive: true })
    await rm(`${from}.new`, { force: true })
    await symlink(path.join(folder, link), `${from}.new`)
    await replaceWith(`${from}.new`, from)
  }
}

/** In one go for a link; a folder, as other ways of installing tfjs-node leave, is removed first. */
async function replaceWith(link, from) {
  if ((await lstat(from).catch(() => null))?.isDirectory()) {
    await rm(from, { recursive: true, force: true })
  }
  await rename(link, from)
}

/** @returns the folder that the package points to, or null */
export async function linkedFolder(root) {
  try {
    const link = await readlink(path.join(packageOf(root), 'lib', `napi-v${NAPI_VERSION}`))
    return path.resolve(link, '..', '..')
  } catch {
    return null
  }
}

function packageOf(root) {
  return path.join(root, 'node_modules', '@tensorflow', 'tfjs-node-gpu')
}
