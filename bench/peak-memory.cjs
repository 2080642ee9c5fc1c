// Loaded before the program that is measured: writes its peak resident memory, in KB, when it ends.
const { writeFileSync } = require('node:fs')

process.on('exit', () => writeFileSync(process.env.UPKEEP_PEAK_FILE, String(process.resourceUsage().maxRSS)))
