package dev.diptych.model;

/// The kinds of BERT that [BertEncoder] computes. They differ in the positions of tokens alone.
public enum BertKind {
    /// The places of tokens, from 0 on (Devlin et al., 2019).
    BERT("bert"),
    /// From the padding's id + 1 on, counting the tokens that are not padding, whose own position is its id (Liu et
    /// al., 2019, by the code of fairseq and `RobertaModel`).
    ROBERTA("roberta");

    private final String configName;

    BertKind(String configName) {
        this.configName = configName;
    }

    /// As `model_type` says it.
    public String configName() {
        return configName;
    }
}
