//! Real emulators as their public sources tell them, played by gates before our own vault.
//!
//! None of them runs here: what these tests measure is kvcontract, not the emulators. A stand-in
//! says what the sources say wherever the suite looks, and in words of our own.

mod azure_keyvault_emulator;
mod excused;
mod james_gould;
mod killed;
mod lowkey;
mod redacted;
mod reply;
mod stand_in;
mod topaz;
