package dev.diptych.evaluate.audit.vectors;

import java.io.Serializable;
import org.bytedeco.pytorch.Tensor;

/// The sums that [EvidenceMoments] need, over a part of the data. Not thread-safe.
public final class EvidenceSums implements Serializable {

    private static final long serialVersionUID = 1;

    private final MomentSums images = new MomentSums();
    private final MomentSums texts = new MomentSums();
    private final MomentSums groups = new MomentSums();

    /// Adds images and texts.
    ///
    /// @param images [N, K]
    /// @param texts [M, K]
    /// @param groups for each image with texts, the sum of its texts [C, K]
    /// @return this object
    public EvidenceSums add(Tensor images, Tensor texts, Tensor groups) {
        this.images.add(images);
        this.texts.add(texts);
        this.groups.add(EvidenceMoments.unit(groups));
        return this;
    }

    /// Adds images without texts.
    ///
    /// @param images [N, K]
    /// @return this object
    public EvidenceSums add(Tensor images) {
        this.images.add(images);
        return this;
    }

    /// Adds the sums of other data.
    ///
    /// @return this object
    public EvidenceSums add(EvidenceSums others) {
        images.add(others.images);
        texts.add(others.texts);
        groups.add(others.groups);
        return this;
    }

    /// Returns the moments of all data added so far.
    public EvidenceMoments moments() {
        return new EvidenceMoments(images.moments(), texts.moments(), groups.moments());
    }
}
