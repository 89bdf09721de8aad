package dev.diptych.model;

/// Variants of BERT that [BertEncoder] computes. They differ only in the positions of tokens.
public enum BertKind {
    /// Positions of tokens, starting at 0 (Devlin et al., 2019).
    BERT("bert"),
    /// Positions start at the id of the padding + 1 and count the tokens that are not padding; the position of
    /// padding is its id (Liu et al., 2019, as in fairseq and `RobertaModel`).
    ROBERTA("roberta");

    private final String configName;

    BertKind(String configName) {
        this.configName = configName;
    }

    /// Value of `model_type`.
    public String configName() {
        return configName;
    }
}
