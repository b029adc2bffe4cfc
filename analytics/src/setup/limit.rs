//! How to give the GPU more of a shared memory, where a source says how.

use crate::catalog::MachineKind;
use crate::decision::MachineFacts;
use crate::memory::Limit;

/// A setting that raises the GPU's share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GpuLimit {
    /// macOS: a command that holds until the next start.
    MacOs {
        /// The command.
        command: String,
    },
    /// Linux on Strix Halo: kernel parameters, tested with 128 GB (kyuz0/amd-strix-halo-toolboxes).
    Gtt {
        /// The parameters.
        parameters: &'static str,
        /// What the GPU may then use, in GiB.
        gib: u32,
    },
    /// A graphics card: what it has is what there is.
    Card,
    /// The processor reads all of the memory.
    Processor,
    /// No source says how.
    Unknown,
}

/// The setting of a machine.
#[must_use]
pub fn gpu_limit(machine: &MachineFacts, limit: &Limit) -> GpuLimit {
    match machine.kind {
        MachineKind::AppleUnified => {
            let megabytes = (limit.raised_gib * 1_024.0).floor();
            GpuLimit::MacOs { command: format!("sudo sysctl iogpu.wired_limit_mb={megabytes:.0}") }
        }
        MachineKind::Unified if machine.chip == "Ryzen AI Max+ 395" && machine.memory_gib == Some(128.0) => {
            let parameters = "amd_iommu=off amdgpu.gttsize=126976 ttm.pages_limit=32505856";
            GpuLimit::Gtt { parameters, gib: 124 }
        }
        MachineKind::Unified => GpuLimit::Unknown,
        MachineKind::DiscreteGpu => GpuLimit::Card,
        MachineKind::Cpu => GpuLimit::Processor,
    }
}
