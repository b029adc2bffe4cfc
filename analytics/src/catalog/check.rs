//! What is wrong or old in the catalogue, beyond what keeps it from being read.

use std::collections::BTreeSet;

use super::{Architecture, Catalog, MachineKind, Quantity};

/// Prices, rates and plans older than this many days are called old.
pub const OLD_AFTER_DAYS: i64 = 90;

/// Something found in the catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Whether it is wrong; else it is only old.
    pub is_fault: bool,
    /// What and where.
    pub text: String,
}

impl Catalog {
    /// Everything that is wrong with the catalogue, then everything in it that is old on the day `today` (YYYY-MM-DD).
    ///
    /// Of prices, rates and plans only the newest of each thing can be old: earlier ones are history.
    #[must_use]
    pub fn findings(&self, today: &str) -> Vec<Finding> {
        let faults = self.faults().into_iter().chain(self.impossible());
        let faults = faults.map(|text| Finding { is_fault: true, text });
        faults.chain(self.old(today).into_iter().map(|text| Finding { is_fault: false, text })).collect()
    }

    /// Figures that cannot be: speeds above what the memory can deliver, more usable memory than there is, amounts and
    /// powers that are none.
    fn impossible(&self) -> Vec<String> {
        let mut found = Vec::new();
        for machine in &self.machines {
            let value = |fact: &Option<super::Fact<f64>>| fact.as_ref().map(|fact| fact.value);
            let id = &machine.id;
            let numbers = [&machine.memory_gib, &machine.gpu_usable_gib, &machine.bandwidth_gb_per_s];
            let power = [&machine.idle_w, &machine.load_w];
            let amounts = machine.prices.iter().map(|price| price.amount.value);
            if numbers
                .into_iter()
                .chain(power)
                .flatten()
                .map(|fact| fact.value)
                .chain(amounts)
                .any(|value| value <= 0.0)
            {
                found.push(format!("machine {id}: a figure is not above 0"));
            }
            if let (Some(usable), Some(memory)) = (value(&machine.gpu_usable_gib), value(&machine.memory_gib))
                && usable > memory
            {
                found.push(format!("machine {id}: {usable} GiB for the GPU, of {memory} GiB"));
            }
            if let (Some(idle), Some(load)) = (value(&machine.idle_w), value(&machine.load_w))
                && idle > load
            {
                found.push(format!("machine {id}: {idle} W while idle, {load} W under load"));
            }
        }
        found.extend(self.measurements.iter().filter_map(|row| {
            let bound = self.decode_bound(row.machine.as_str(), &row.model, row.quantisation.as_deref())?;
            let is_plain = row.quantity == Quantity::DecodeTokPerS && row.speculative.is_none();
            (is_plain && row.value > bound).then(|| {
                format!(
                    "measurement of {} on {}: {} tokens per second, and the memory can deliver {bound:.1}",
                    row.model, row.machine, row.value
                )
            })
        }));
        found.extend(self.workloads.iter().flat_map(super::WorkloadEntry::impossible));
        found
    }

    /// The most tokens per second that one stream can have: bandwidth over the bytes that a token reads. None where either
    /// is unknown, or where several cards or boxes may read at the same time.
    fn decode_bound(&self, machine: &str, model: &str, quantisation: Option<&str>) -> Option<f64> {
        let machine = self.machine(machine)?;
        let several = machine.nodes.is_some() || machine.chip.as_deref().is_some_and(|chip| chip.starts_with("2x"));
        if several || machine.kind == MachineKind::Cpu {
            return None;
        }
        let model = self.model(model)?;
        let file = model.files.iter().find(|file| Some(file.quantisation.as_str()) == quantisation)?;
        let share = match model.architecture {
            Architecture::Dense => 1.0,
            Architecture::Moe => model.active_params_b.value / model.total_params_b.value,
        };
        let counted = model.read_bytes_per_token.as_ref().filter(|_| file.usual).map(|fact| fact.value);
        let bytes = counted.unwrap_or(file.size_bytes.value as f64 * share);
        Some(machine.bandwidth_gb_per_s.as_ref()?.value * 1e9 / bytes)
    }

    fn old(&self, today: &str) -> Vec<String> {
        let Some(today) = days(today) else { return vec![format!("{today} is no day")] };
        let mut found = Vec::new();
        let mut look = |what: String, date: &str| {
            let Some(age) = days(date).map(|day| today - day).filter(|age| *age > OLD_AFTER_DAYS) else { return };
            found.push(format!("{what} is of {date}, {age} days old"));
        };
        let priced: BTreeSet<&str> = self.prices.iter().map(|price| price.model.as_str()).collect();
        for model in priced {
            if let Some(price) = self.newest_token_price(model) {
                look(format!("the newest price of {model}"), &price.date);
            }
        }
        for machine in &self.machines {
            if let Some(price) = machine.newest_price() {
                look(format!("the price of {}", machine.name), &price.amount.date);
            }
        }
        for rate in self.newest_rates() {
            look(format!("the rate of {}", rate.currency), &rate.per_usd.date);
        }
        for plan in &self.subscriptions {
            look(format!("the price of {}", plan.name), &plan.per_month.date);
        }
        for rental in &self.rentals {
            let newer = |other: &&super::GpuRental| {
                (&other.gpu, &other.provider, other.spot) == (&rental.gpu, &rental.provider, rental.spot)
                    && other.usd_per_gpu_hour.date > rental.usd_per_gpu_hour.date
            };
            if !self.rentals.iter().any(|other| newer(&other)) {
                look(format!("the price of {} at {}", rental.gpu, rental.provider), &rental.usd_per_gpu_hour.date);
            }
        }
        found
    }
}

/// Days since 1 March of year 0 in the Gregorian calendar; a month or a year counts as its first day.
fn days(date: &str) -> Option<i64> {
    let mut parts = date.split('-').map(str::parse::<i64>);
    let (year, month, day) =
        (parts.next()?.ok()?, parts.next().transpose().ok()?.unwrap_or(1), parts.next().transpose().ok()?.unwrap_or(1));
    if parts.next().is_some() || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    let (year, month) = if month <= 2 { (year - 1, month + 9) } else { (year, month - 3) };
    Some(365 * year + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + (153 * month + 2) / 5 + day)
}

#[cfg(test)]
mod tests {
    use super::days;

    #[test]
    fn days_between_dates() {
        let between = |from: &str, to: &str| Some(days(to)? - days(from)?);
        assert_eq!(between("2026-09-01", "2026-11-30"), Some(90));
        assert_eq!(between("2024-02-28", "2024-03-01"), Some(2));
        assert_eq!(between("2026-04", "2026-04-01"), Some(0));
        assert_eq!(between("2025", "2026"), Some(365));
        assert_eq!(days("2026-13"), None);
        assert_eq!(days("soon"), None);
    }
}
