//! Short walks to lower prices in a part of the day, towards a value that a plan in hand has already reached.
//!
//! Such a value says how far to go: a step is as long as would bring the bound down to it if the ground were straight
//! (Polyak, 1969), taken along a running average of the slacks. Where a few steps in a row find nothing lower, the walk
//! goes back to the lowest prices and halves its steps. Prices near the best need this: steps of a fixed length, with
//! which the prices of the whole day are found, lose in forty steps more than they gain in four hundred.

/// Weight of the past in the running average of slacks. Tried from 0.7 to 0.95 on bare days of 60 to 200 learners: below
/// 0.8 the way swings to and fro, at 0.95 it turns too late for walks as short as these.
const PAST: f64 = 0.85;
/// Steps without a lower value after which they are halved: so many, and no fewer than this part of the walk.
const IDLE: (u64, u64) = (4, 40);

/// Answers prices with their value and the slack of each row.
type Ask<'a> = dyn FnMut(&[i64]) -> (i128, Vec<i64>) + 'a;

/// Where prices may walk, by row.
pub(super) struct Terrain {
    pub highest: Vec<i64>,
    /// How much longer steps are than on other rows with the same slack.
    pub weight: Vec<f64>,
}

impl Terrain {
    /// The prices with the lowest value in so many steps from `start`, or in fewer if the target is reached.
    pub fn walk(&self, start: Vec<i64>, n_steps: u64, target: i128, ask: &mut Ask<'_>) -> Vec<i64> {
        let (mut lowest_value, slack) = ask(&start);
        let mut lowest = start;
        let mut prices: Vec<f64> = lowest.iter().map(|price| *price as f64).collect();
        let mut way: Vec<f64> = slack.iter().map(|slack| *slack as f64).collect();
        let (mut value, mut share, mut idle) = (lowest_value, 1.0, 0);
        for _ in 0..n_steps {
            let norm = self.norm(&prices, &way);
            if lowest_value <= target || norm == 0.0 {
                break;
            }
            let length = share * (value - target) as f64 / norm;
            for r in 0..way.len() {
                prices[r] = (prices[r] - length * self.weight[r] * way[r]).clamp(0.0, self.highest[r] as f64);
            }
            let whole = |(price, highest): (&f64, &i64)| (price.round() as i64).clamp(0, *highest);
            let asked: Vec<i64> = prices.iter().zip(&self.highest).map(whole).collect();
            let (found, slack) = ask(&asked);
            for (way, slack) in way.iter_mut().zip(&slack) {
                *way = PAST * *way + (1.0 - PAST) * *slack as f64;
            }
            value = found;
            if found < lowest_value {
                (lowest_value, lowest, idle) = (found, asked, 0);
                continue;
            }
            idle += 1;
            if idle >= IDLE.0.max(n_steps / IDLE.1) {
                (share, idle, value) = (share / 2.0, 0, lowest_value);
                prices = lowest.iter().map(|price| *price as f64).collect();
            }
        }
        lowest
    }

    /// The length of the way, squared, as steps count it; prices at their limit do not go on.
    fn norm(&self, prices: &[f64], way: &[f64]) -> f64 {
        let goes = |r: &usize| {
            let ends = if way[*r] > 0.0 { prices[*r] <= 0.0 } else { prices[*r] >= self.highest[*r] as f64 };
            !ends
        };
        (0..way.len()).filter(goes).map(|r| self.weight[r] * way[r] * way[r]).sum()
    }
}
