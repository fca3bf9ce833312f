/** Preloaded into each measured service: answers any message with what its process has used so far. */
process.on("message", () => {
  const { user, system } = process.cpuUsage();
  process.send({ cpuMicroseconds: user + system, residentBytes: process.memoryUsage.rss() });
});
process.on("disconnect", () => process.exit());
// The probe alone keeps no process alive.
process.channel.unref();
