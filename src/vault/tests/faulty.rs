//! Faults over the wire.
