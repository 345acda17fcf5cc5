#!/usr/bin/env node
// Stands for an editor: it prints what it was told to open.
console.log(`The editor opens ${process.argv.slice(2).join(' ')}`);
