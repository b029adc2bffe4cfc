//! What owning a machine costs in a month.

use super::{Amount, Dec, Fault};

/// `(W_load·busy + W_idle·(on − busy))/1000 · price` of electricity.
///
/// # Errors
/// Hours beyond the range of [`Dec`].
pub fn electricity(load_w: Dec, idle_w: Dec, busy_h: f64, on_h: f64, price_per_kwh: Dec) -> Result<Amount, Fault> {
    let too_large = Fault::TooLarge("the electricity bill");
    let kwh = (load_w.to_f64() * busy_h + idle_w.to_f64() * (on_h - busy_h).max(0.0)) / 1000.0;
    let kwh = Dec::from_f64(kwh).ok_or(too_large)?;
    Amount::from_dec(price_per_kwh).times(kwh).ok_or(too_large)
}

/// The part of the price that a month uses up: `(price − residual)/months`.
///
/// # Errors
/// No months; a residual value below 0 or above the price.
pub fn depreciation(price: Amount, residual_share: Dec, months: Dec) -> Result<Amount, Fault> {
    if !months.is_positive() {
        return Err(Fault::NotPositive("the months of use"));
    }
    if residual_share < Dec::ZERO || residual_share > Dec::ONE {
        return Err(Fault::OutOfRange("the residual value between 0 and 100 %"));
    }
    let lost = price.times(Dec::micro(Dec::ONE.millionths() - residual_share.millionths()));
    lost.and_then(|lost| lost.over(months)).ok_or(Fault::TooLarge("the price of the machine"))
}

/// Interest of a month on the money bound in the machine: on average half of price and residual value together.
///
/// # Errors
/// Amounts beyond the range.
pub fn interest(price: Amount, residual_share: Dec, yearly: Dec) -> Result<Amount, Fault> {
    let bound = Dec::micro((Dec::ONE.millionths() + residual_share.millionths()) / 2);
    let month = price.times(bound).and_then(|bound| bound.times(yearly)).and_then(|year| year.over(Dec::whole(12)));
    month.ok_or(Fault::TooLarge("the interest"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// cost-and-speed-models, "Exact vectors".
    #[test]
    fn the_reference_vectors() {
        let bill = |watts| electricity(Dec::whole(watts), Dec::ZERO, 240.0, 240.0, Dec::whole(2)).unwrap();
        assert_eq!(bill(120).cents(), 5_760);
        assert_eq!(bill(950).cents(), 45_600);
        let price = Amount::from_dec(Dec::whole(40_000));
        let own = depreciation(price, Dec::ZERO, Dec::whole(36)).unwrap().plus(bill(120));
        assert_eq!(own.cents(), 116_871);
    }

    #[test]
    fn idle_hours_cost_idle_power() {
        // 100 h at 200 W and 140 h at 20 W: 22.8 kWh.
        let bill = electricity(Dec::whole(200), Dec::whole(20), 100.0, 240.0, Dec::whole(1)).unwrap();
        assert_eq!(bill.cents(), 2_280);
    }

    #[test]
    fn interest_on_half_the_price() {
        let price = Amount::from_dec(Dec::whole(24_000));
        assert_eq!(interest(price, Dec::ZERO, Dec::micro(50_000)).unwrap().cents(), 5_000);
        assert_eq!(interest(price, Dec::ONE, Dec::micro(50_000)).unwrap().cents(), 10_000);
    }

    #[test]
    fn bad_months_and_residuals() {
        let price = Amount::from_dec(Dec::whole(1));
        assert_eq!(depreciation(price, Dec::ZERO, Dec::ZERO), Err(Fault::NotPositive("the months of use")));
        assert_eq!(
            depreciation(price, Dec::whole(2), Dec::ONE),
            Err(Fault::OutOfRange("the residual value between 0 and 100 %"))
        );
    }
}
