package dev.diptych.evaluate.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class StudentTTest {

    @Test
    void quantilesAreThoseOfTheTables() {
        assertEquals(12.706204736, StudentT.quantile(0.975, 1), 1e-8);
        assertEquals(4.302652730, StudentT.quantile(0.975, 2), 1e-8);
        assertEquals(2.228138852, StudentT.quantile(0.975, 10), 1e-8);
        assertEquals(2.042272456, StudentT.quantile(0.975, 30), 1e-8);
        assertEquals(6.313751515, StudentT.quantile(0.95, 1), 1e-8);
        assertEquals(1.959963985, StudentT.quantile(0.975, 1e9), 1e-6);
    }

    @Test
    void boundsOfAProportionAreThoseOfClopperAndPearson() {
        // 1 − 0.025^(1/10) for no failure among ten, and the published interval of 5 of 10
        assertEquals(Math.pow(0.025, 0.1), Binomial.lowerBound(10, 10, 0.025), 1e-12);
        assertEquals(0.18708603, Binomial.lowerBound(5, 10, 0.025), 1e-8);
        assertEquals(0, Binomial.lowerBound(0, 10, 0.025));
    }

    @Test
    void theIncompleteBetaFunctionIsASumOfBinomialProbabilities() {
        int trials = 12;
        double p = 0.3;
        for (int least = 1; least <= trials; least++) {
            double sum = 0;
            for (int k = least; k <= trials; k++) {
                double ways = 1;
                for (int i = 0; i < k; i++) {
                    ways *= (trials - i) / (i + 1.0);
                }
                sum += ways * Math.pow(p, k) * Math.pow(1 - p, trials - k);
            }
            assertEquals(sum, IncompleteBeta.regularised(least, trials - least + 1.0, p), 1e-13);
        }
    }
}
