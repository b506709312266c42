// Runs on any Node: says in one sentence what to do if this one is too old for the program.
var NEEDED = 24;
var version = process.versions.node;

if (parseInt(version, 10) < NEEDED) {
  console.error(
    'Stepbill needs Node ' +
      NEEDED +
      ' and this is ' +
      version +
      ': run "npm rebuild node" to install the one it brings along, or install Node ' +
      NEEDED +
      ' yourself.',
  );
  process.exit(1);
}
