{{ objectif('psa-clermont', '1.1') }}
