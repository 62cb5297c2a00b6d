//! Changes to what the site is made of: rooms, lines, meters.

use super::Core;
use crate::error::Result;

impl Core {
    /// Writes such a change and begins anew from the store; what was heard so far stays known. The owners of the lines
    /// are told which devices they have now.
    pub fn rebuild(&mut self, change: impl FnOnce(&mut store::Tx<'_>) -> store::Result<()>) -> Result<()> {
        self.write(change)?;
        self.reload()?;
        self.rewired = true;
        self.watch_anew();
        self.tick();
        Ok(())
    }

    /// For a site that has not begun: its days are those of its present zone.
    pub fn begin_days_anew(&mut self) -> Result<()> {
        self.rebuild(|tx| store::setting::put(tx, "posted_through", ""))
    }
}
