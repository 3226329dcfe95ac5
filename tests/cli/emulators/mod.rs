//! Real emulators as they were measured to answer, or as their public sources tell, played by gates
//! before our own vault.
//!
//! None of them runs here: what these tests measure is kvcontract, not the emulators. A stand-in
//! says what its emulator says wherever the suite looks, and in words of our own; `recorded` holds
//! it to the emulator's recorded conversation.

mod absent;
mod azure_keyvault_emulator;
mod excused;
mod james_gould;
mod killed;
mod lowkey;
mod recorded;
mod redacted;
mod reply;
mod stand_in;
