//! Machines that share constants: the family of a chip, and the program that serves models on it.

use crate::catalog::MachineKind;

/// Chips with one set of constants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Family {
    /// Apple silicon.
    Apple,
    /// NVIDIA cards with GDDR memory.
    NvidiaCard,
    /// NVIDIA cards with HBM.
    NvidiaServer,
    /// The GB10 of the DGX Spark.
    Gb10,
    /// AMD processors with a large GPU and one memory, such as the Ryzen AI Max+ 395.
    StrixHalo,
    /// AMD cards.
    AmdCard,
    /// Intel cards.
    IntelCard,
    /// A processor without a GPU to speak of.
    Cpu,
}

/// Kinds of memory, by which ranges are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Memory {
    /// Memory of the whole machine beside the processor: LPDDR.
    Lpddr,
    /// Memory on a card: GDDR.
    Gddr,
    /// Stacked memory: HBM.
    Hbm,
    /// Ordinary memory of a processor.
    Ddr,
}

impl Memory {
    /// All, in the order of tables.
    pub const ALL: [Self; 4] = [Self::Lpddr, Self::Gddr, Self::Hbm, Self::Ddr];

    /// Its name on pages.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Lpddr => "LPDDR",
            Self::Gddr => "GDDR",
            Self::Hbm => "HBM",
            Self::Ddr => "processor",
        }
    }
}

impl Family {
    /// All, in the order of the constants.
    pub const ALL: [Self; 8] = [
        Self::Apple,
        Self::NvidiaCard,
        Self::NvidiaServer,
        Self::Gb10,
        Self::StrixHalo,
        Self::AmdCard,
        Self::IntelCard,
        Self::Cpu,
    ];

    /// The family of a machine of the catalogue.
    #[must_use]
    pub fn of(kind: MachineKind, chip: &str) -> Self {
        let names = |words: &[&str]| words.iter().any(|word| chip.contains(word));
        match kind {
            MachineKind::AppleUnified => Self::Apple,
            MachineKind::Cpu => Self::Cpu,
            MachineKind::Unified if names(&["GB10", "N1X"]) => Self::Gb10,
            MachineKind::Unified => Self::StrixHalo,
            MachineKind::DiscreteGpu if names(&["A100", "H100", "H200", "B200", "GH200"]) => Self::NvidiaServer,
            MachineKind::DiscreteGpu if names(&["Radeon", "RX ", "R9700", "MI300"]) => Self::AmdCard,
            MachineKind::DiscreteGpu if names(&["Arc"]) => Self::IntelCard,
            MachineKind::DiscreteGpu => Self::NvidiaCard,
        }
    }

    /// Its name in `speed-chips.csv`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Apple => "apple",
            Self::NvidiaCard => "nvidia_card",
            Self::NvidiaServer => "nvidia_server",
            Self::Gb10 => "gb10",
            Self::StrixHalo => "strix_halo",
            Self::AmdCard => "amd_card",
            Self::IntelCard => "intel_card",
            Self::Cpu => "cpu",
        }
    }

    /// Its name on pages.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Apple => "Apple silicon",
            Self::NvidiaCard => "NVIDIA cards",
            Self::NvidiaServer => "NVIDIA with HBM",
            Self::Gb10 => "GB10",
            Self::StrixHalo => "Ryzen AI Max",
            Self::AmdCard => "AMD cards",
            Self::IntelCard => "Intel cards",
            Self::Cpu => "processors",
        }
    }

    /// Its kind of memory.
    #[must_use]
    pub const fn memory(self) -> Memory {
        match self {
            Self::Apple | Self::Gb10 | Self::StrixHalo => Memory::Lpddr,
            Self::NvidiaCard | Self::AmdCard | Self::IntelCard => Memory::Gddr,
            Self::NvidiaServer => Memory::Hbm,
            Self::Cpu => Memory::Ddr,
        }
    }

    /// The program and interface that an estimate without a measurement is for.
    #[must_use]
    pub const fn usual_backend(self) -> Backend {
        match self {
            Self::Apple => Backend::Metal,
            Self::NvidiaCard | Self::NvidiaServer | Self::Gb10 => Backend::Cuda,
            Self::StrixHalo | Self::AmdCard => Backend::Rocm,
            Self::IntelCard => Backend::Sycl,
            Self::Cpu => Backend::Cpu,
        }
    }

    pub(super) const fn at(self) -> usize {
        self as usize
    }
}

/// The program that serves a model, with the interface to the GPU where it has several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub enum Backend {
    /// llama.cpp and what is made from it, CUDA.
    Cuda,
    /// The same, Metal.
    Metal,
    /// The same, ROCm or HIP.
    Rocm,
    /// The same, Vulkan.
    Vulkan,
    /// The same, SYCL.
    Sycl,
    /// The same, processor.
    Cpu,
    /// MLX and its servers.
    Mlx,
    /// vLLM.
    Vllm,
    /// exllamav3.
    Exllama,
    /// The source names none that is known here.
    Unnamed,
}

impl Backend {
    /// All, in the order of the constants and of [`Backend::code`].
    pub const ALL: [Self; 10] = [
        Self::Cuda,
        Self::Metal,
        Self::Rocm,
        Self::Vulkan,
        Self::Sycl,
        Self::Cpu,
        Self::Mlx,
        Self::Vllm,
        Self::Exllama,
        Self::Unnamed,
    ];

    /// What a source's words for engine and backend mean.
    #[must_use]
    pub fn named(engine: &str, backend: &str) -> Self {
        let (engine, backend) = (engine.to_ascii_lowercase(), backend.to_ascii_lowercase());
        let interface = [
            ("vulkan", Self::Vulkan),
            ("rocm", Self::Rocm),
            ("hip", Self::Rocm),
            ("rocwmma", Self::Rocm),
            ("sycl", Self::Sycl),
            ("metal", Self::Metal),
            ("cuda", Self::Cuda),
            ("cpu", Self::Cpu),
        ];
        if engine.contains("mlx") {
            Self::Mlx
        } else if engine.contains("vllm") || engine.contains("sglang") {
            Self::Vllm
        } else if engine.contains("exllama") {
            Self::Exllama
        } else {
            interface.into_iter().find(|(word, _)| backend.contains(word)).map_or(Self::Unnamed, |(_, found)| found)
        }
    }

    /// Its name on pages.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Cuda => "llama.cpp, CUDA",
            Self::Metal => "llama.cpp, Metal",
            Self::Rocm => "llama.cpp, ROCm",
            Self::Vulkan => "llama.cpp, Vulkan",
            Self::Sycl => "llama.cpp, SYCL",
            Self::Cpu => "llama.cpp, processor",
            Self::Mlx => "MLX",
            Self::Vllm => "vLLM",
            Self::Exllama => "exllamav3",
            Self::Unnamed => "engine not named",
        }
    }

    /// Its position in [`Backend::ALL`], as the calculators' facts carry it.
    #[must_use]
    pub const fn code(self) -> usize {
        self as usize
    }
}
