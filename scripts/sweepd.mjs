#!/usr/bin/env node
/** `sweepd` as `npm install --global .` links it: sets up this clone where that is not done, then runs the command line. */
process.argv.splice(2, 0, 'src/cli/main.js')
await import('./launch.mjs')
