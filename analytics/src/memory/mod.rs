//! What a model needs in memory, and whether a machine has it.

mod fit;
mod kv_cache;
mod plan;

pub use fit::{
    FIT_BUFFERS_GIB, FIT_CONTEXT_TOKENS, FitVerdict, MEMORY_TIERS, MemoryNeed, MemoryTier, TIGHT_SHARE, memory_need,
};
pub use kv_cache::{KvPrecision, KvShape, kv_cache_bytes};
pub use plan::{
    Limit, Load, Part, Plan, Remedy, limit, macos_default_gib, plan, remedies, system_reserve_gib, verdict,
};

/// Bytes in a GiB.
pub const GIB: f64 = 1_073_741_824.0;
