// Loaded before the program that is measured: writes its peak resident memory in KB and its CPU time in µs when it ends.
const { writeFileSync } = require('node:fs')

process.on('exit', () => {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage()
  writeFileSync(process.env.UPKEEP_PEAK_FILE, `${maxRSS} ${userCPUTime + systemCPUTime}`)
})
